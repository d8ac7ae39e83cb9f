// Package catalog is the one list of the analyzers.
package catalog

import (
	"concordat/analyzers"
	"concordat/analyzers/association"
	"concordat/analyzers/clustering"
	"concordat/analyzers/comparison"
	"concordat/analyzers/concordance"
	"concordat/analyzers/cooccurrence"
	"concordat/analyzers/correspondence"
	"concordat/analyzers/differential"
	"concordat/analyzers/dispersion"
	"concordat/analyzers/diversity"
	"concordat/analyzers/documents"
	"concordat/analyzers/entities"
	"concordat/analyzers/evidence"
	"concordat/analyzers/frequency"
	"concordat/analyzers/keyness"
	"concordat/analyzers/mds"
	"concordat/analyzers/network"
	"concordat/analyzers/readability"
	"concordat/analyzers/reuse"
	"concordat/analyzers/revision"
	"concordat/analyzers/sections"
	"concordat/analyzers/sensitivity"
	"concordat/analyzers/similarity"
	"concordat/analyzers/trend"
	"concordat/analyzers/twomode"
	"concordat/analyzers/wordfish"
	"concordat/analyzers/wordscores"
)

// All returns every analyzer, in the order in which a report has them.
func All() []analyzers.Analyzer {
	return []analyzers.Analyzer{
		documents.New(),
		frequency.New(),
		comparison.New(),
		keyness.New(),
		cooccurrence.New(),
		association.New(),
		differential.New(),
		dispersion.New(),
		sections.New(),
		trend.New(),
		similarity.New(),
		clustering.New(),
		mds.New(),
		correspondence.New(),
		diversity.New(),
		readability.New(),
		reuse.New(),
		revision.New(),
		sensitivity.New(),
		wordscores.New(),
		wordfish.New(),
		network.New(),
		twomode.New(),
		concordance.New(),
		evidence.New(),
		entities.New(),
	}
}

// ByName returns the analyzer with the name.
func ByName(name string) (analyzers.Analyzer, bool) {
	for _, a := range All() {
		if a.Info().Name == name {
			return a, true
		}
	}
	return nil, false
}
