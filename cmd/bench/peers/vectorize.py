# Counts the words of texts with scikit-learn's CountVectorizer, or, given a
# file of phrases, their occurrences. Prints how many it counted.
import os
import sys

from sklearn.feature_extraction.text import CountVectorizer

folder = sys.argv[1]
names = sorted(os.path.join(d, f) for d, _, fs in os.walk(folder) for f in fs)
if len(sys.argv) > 2:
    with open(sys.argv[2], encoding="utf-8") as f:
        phrases = sorted(set(f.read().split("\n")) - {""})
    vectorizer = CountVectorizer(input="filename", vocabulary=phrases, ngram_range=(1, 6))
    counts = vectorizer.transform(names)
else:
    vectorizer = CountVectorizer(input="filename")
    counts = vectorizer.fit_transform(names)
print(int(counts.sum()))
