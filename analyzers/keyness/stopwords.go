package keyness

import "concordat/analyzers"

// stopwordsVersion is that of the house's list of function words.
const stopwordsVersion = analyzers.StopwordsVersion

// stopwords are the function words that word lists leave out.
var stopwords = analyzers.Stopwords()
