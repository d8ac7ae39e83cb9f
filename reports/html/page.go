// Package html writes a report as one self-contained page: no script, nothing
// loaded from elsewhere, readable on screen, in the dark, on paper and aloud.
package html

// Page is a report in reading order.
type Page struct {
	Title    string
	Subtitle string
	Facts    []Fact   // of the run, shown at the head
	Findings []string // sentences
	Notes    []string // cautions about the whole run
	Sections []Section
	Concepts []Concept // the evidence
	Cautions []string  // about the evidence
	More     string    // path of the file with all evidence, "" = none
	Methods  []string  // paragraphs
	// References are the publications behind the methods.
	References []Reference
	Failures   *Table // nil = every document was used
	Provenance []Fact
	Files      []Link // of the whole report
}

// Fact is one thing known of the run, e.g. "Documents" and "12".
type Fact struct {
	Name, Value string
}

// Link points at a file of the report.
type Link struct {
	Text string
	Path string // relative to the page
}

// Section is what one analyzer gave.
type Section struct {
	ID      string
	Title   string
	Doc     string // what it answers
	Notes   []string
	Figures []Figure
	Tables  []Table
}

// Figure is one picture.
type Figure struct {
	ID      string
	Title   string // also the text for those who cannot see it
	Caption string
	SVG     []byte
	Links   []Link
}

// Table is the part of a table that people read.
type Table struct {
	ID      string
	Title   string
	Caption string
	Columns []Column
	Rows    [][]Cell
	Total   int // rows of the whole table
	Notes   []string
	Links   []Link
}

// Column is the head of a column.
type Column struct {
	Label  string
	Unit   string
	Doc    string // definition
	Number bool   // figures, set to the right
	Wide   bool   // has long texts
	Right  bool   // text that ends where the next column begins, set to the right
}

// Cell is one value as people read it.
type Cell struct {
	Text    string
	Concept string // the concept whose evidence it points at, "" = none
	Depth   int    // in a tree: how far the text is indented
}

// Concept is a concept with some of its quotations.
type Concept struct {
	ID        string
	Label     string
	Hits      int // of the whole run
	Documents int // that have it
	Quotes    []Quote
	Parts     []Part // concepts below it whose hits it counts
}

// Part is a concept whose hits count for another one.
type Part struct {
	ID    string
	Label string
	Hits  int
}

// Quote is one hit in its sentence.
type Quote struct {
	ID       string // of the hit
	Document string
	Section  string
	Left     string
	Match    string
	Right    string
}

// Reference is one publication.
type Reference struct {
	Text string
	DOI  string // without https://doi.org/
}
