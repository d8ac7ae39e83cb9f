package correspondence_test

import (
	"fmt"

	"concordat/analyzers/stats/correspondence"
)

// Greenacre's smokers: groups of staff by how much they smoke.
func ExampleAnalyze() {
	a, _ := correspondence.Analyze([][]float64{{4, 2, 3, 2}, {4, 3, 7, 4}, {25, 10, 12, 4}, {18, 24, 33, 13}, {10, 6, 7, 2}})
	fmt.Printf("χ² %.2f, inertia %.4f: %.4f\n", a.ChiSquare, a.Inertia, a.Principal)
	average, _ := a.Row([]float64{42, 29, 20, 9}) // of the country
	fmt.Printf("%.3f\n", average[:2])
	// Output:
	// χ² 16.44, inertia 0.0852: [0.0748 0.0100 0.0004]
	// [0.258 -0.118]
}
