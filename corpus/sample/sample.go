// Package sample holds the sample corpus: a commentary on China's 2017
// cooperation strategy and nine briefs of comparison documents. All of them
// were written for this project in its own words; each says in its front
// matter that it is a summary and not the document itself.
package sample

import "embed"

// FS holds project.yaml and the folder texts.
//
//go:embed project.yaml texts/*.md
var FS embed.FS
