// Package result holds what analyzers give back: tables, figures that are
// views of a table, and notes that travel with the numbers.
package result

// Type is the type of a column.
type Type uint8

// The column types.
const (
	Text Type = iota
	Int
	Float
)

// Column is one variable of a table with its values. Exactly one of Texts,
// Ints and Floats is used, by Type. NaN in Floats is a missing value: it is
// written empty, and a Note says why. Infinities are not allowed: Check.
type Column struct {
	Name   string // snake_case, the unit in it where there is one: per_10k
	Label  string // what people read: "per 10,000 tokens"
	Unit   string // "tokens", "bits", "" for none
	Digits int    // decimals when printed for people; -1 = significant digits for p-values
	Doc    string // definition, range and direction, one sentence
	Type   Type
	Texts  []string
	Ints   []int64
	Floats []float64
	// Missing marks missing Ints; nil = none is missing.
	Missing []bool
	// Detail columns are in data files only (CSV, JSON); people's formats leave them out.
	Detail bool
}

// Place says where a table is written.
type Place uint8

// The places of a table.
const (
	Tables   Place = iota // tables/NAME.* in every table format
	Evidence              // evidence/NAME.csv and .jsonl only: long lists of quotations
	Hidden                // only as a figure's data
)

// Table is a named list of columns of equal length.
type Table struct {
	Name    string // file name without extension, snake_case or hyphens
	Title   string
	Caption string // what a row is, n, units, method: stands alone in a paper
	Place   Place
	Columns []Column
	Notes   []Note
	// Brief is how many rows people see in the report; 0 = all. Files have all rows.
	Brief int
	// Lead names the column by whose magnitude people's formats order the rows,
	// the greatest first; rows where it is 0 or missing are left out there, and
	// the caption says how many. "" = the rows as they are. Data files have
	// every row in the table's own order.
	Lead string
}

// Note is a caution that travels with a number.
type Note struct {
	Code    string // stable: "few-tokens", "thin-cell"
	Message string
	Table   string // the table it is about, "" = the whole result
	Row     int    // 0-based row, -1 = all
}

// Figure is a view of one table: no picture without its numbers. X, Y, Low,
// High, Group, Label and Size name columns of Data.
type Figure struct {
	Name    string
	Title   string // for catalogs and alt text; never drawn inside the figure
	Caption string // what, n, units, interval method, test; names anything hidden
	Kind    string // a chart of reports/charts: "bars", "dumbbell", "heatmap", "triangle", "keyness", "strips", "network", "curves", "specifications", "map", "forest", "dendrogram"
	Data    *Table
	X, Y    string
	Low     string
	High    string
	Group   string
	Label   string
	Size    string
	XLabel  string // axis titles, "Data (unit)"
	YLabel  string
	XLog    bool // the axis is logarithmic, in "curves" and "forest"
	YLog    bool
}

// Reference is a publication behind a method.
type Reference struct {
	Key  string // "dunning1993"
	Text string // author (year), title, place
	DOI  string // without https://doi.org/
}

// Finding is one sentence for the head of the report whose numbers come from the run.
type Finding struct {
	Text string
}

// Result is what one analyzer gives back.
type Result struct {
	Analyzer string
	Tables   []*Table
	Figures  []*Figure
	Networks []*Network
	Notes    []Note
	Methods  []string // sentences for methods.md; every number in them is from the run
	Findings []Finding
	Series   []string // names of groups in the order of their colours, the same in every figure
}
