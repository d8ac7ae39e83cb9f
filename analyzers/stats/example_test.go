package stats_test

import (
	"fmt"

	"concordat/analyzers/stats"
)

// A word that occurs 100 times in 10,000 tokens of the target and 50 times in
// 20,000 of the reference is four times as frequent: two doublings.
func ExampleLogRatio() {
	low, high := stats.LogRatioExactCI(100, 10_000, 50, 20_000, 0.95)
	fmt.Printf("%.0f [%.2f, %.2f]\n", stats.LogRatio(100, 10_000, 50, 20_000), low, high)
	// Output: 2 [1.50, 2.52]
}

// Two concepts that stand together in 12 of 100 paragraphs, where 6 would be expected.
func ExampleContingency() {
	t := stats.FromMargins(12, 30, 20, 100)
	fmt.Printf("expected %.0f, lift %.0f, NPMI %.2f, G² %.2f, Fisher p %.4f\n", t.Expected(), t.Lift(), t.NPMI(), t.G2(), t.FisherP())
	// Output: expected 6, lift 2, NPMI 0.33, G² 9.95, Fisher p 0.0021
}
