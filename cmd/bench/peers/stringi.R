# Counts the words of a text with stringi: splits it at the word boundaries of
# Unicode and makes a table of the lower-cased words. Prints how many it counted.
library(stringi)

file <- commandArgs(trailingOnly = TRUE)[1]
lines <- stri_read_lines(file, encoding = "UTF-8")
words <- unlist(stri_extract_all_words(stri_trans_tolower(lines), omit_no_match = TRUE), use.names = FALSE)
types <- unique(words)
counts <- tabulate(match(words, types), length(types))
cat(sum(counts), "\n")
