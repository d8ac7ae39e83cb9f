package distance_test

import (
	"fmt"

	"concordat/analyzers/stats/distance"
)

func ExampleJensenShannon() {
	x, y := []float64{3, 2, 1, 0}, []float64{1, 2, 3, 4}
	fmt.Printf("%.3f bits, distance %.3f\n", distance.JensenShannon(x, y), distance.JensenShannonDistance(x, y))
	// Output: 0.331 bits, distance 0.575
}

func ExampleDelta() {
	z := distance.ZScores([][]float64{{6, 3, 2.5, 1}, {5, 3.5, 2, 1.5}, {7, 2, 3, .5}, {6.5, 2.5, 2.5, 1.5}})
	fmt.Printf("%.3f and %.3f\n", distance.Delta(z[0], z[1]), distance.Delta(z[0], z[3]))
	// Output: 1.054 and 0.601
}
