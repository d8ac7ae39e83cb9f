package cluster_test

import (
	"fmt"

	"concordat/analyzers/stats/cluster"
)

func ExampleAgglomerate() {
	distances := [][]float64{{0, 1.05, 1.25, .60}, {1.05, 0, 2.30, 1.13}, {1.25, 2.30, 0, 1.17}, {.60, 1.13, 1.17, 0}}
	tree, _ := cluster.Agglomerate(distances, cluster.Ward)
	fmt.Printf("%v %.2f, leaves %v\n", tree.Merge, tree.Height, tree.Order)
	fmt.Printf("cophenetic correlation %.2f\n", tree.CopheneticCorrelation(distances))
	// Output:
	// [[-1 -4] [-2 1] [-3 2]] [0.60 1.21 1.91], leaves [2 1 0 3]
	// cophenetic correlation 0.70
}

func ExampleTorgerson() {
	m, _ := cluster.Torgerson([][]float64{{0, 3, 5}, {3, 0, 4}, {5, 4, 0}}, 2)
	all, _ := m.Fit(1)
	fmt.Printf("%.2f, fit of one dimension %.2f\n", m.Points, all)
	// Output: [[-2.15 -1.07] [-0.66 1.53] [2.81 -0.46]], fit of one dimension 0.78
}
