# Counts the words of a text, and the phrases of a file, with quanteda, each line
# a document. Prints how many words it counted.
suppressPackageStartupMessages(library(quanteda))

arguments <- commandArgs(trailingOnly = TRUE)
lines <- stringi::stri_read_lines(arguments[1], encoding = "UTF-8")
phrases <- readLines(arguments[2], encoding = "UTF-8")
words <- tokens(lines[lines != ""], remove_punct = TRUE)
counts <- dfm(words)
found <- dfm(tokens_lookup(words, dictionary(list(phrases = phrases)), valuetype = "fixed"))
cat(sum(counts), sum(found), "\n")
