package spill_test

import (
	"context"
	"fmt"
	"strings"

	"concordat/pipeline/spill"
)

// Two workers count the bigrams of a sentence each; the list comes by count.
func Example() {
	ctx := context.Background()
	var counters []*spill.Counter
	for _, sentence := range []string{"the states shall report to the states", "all the states shall report"} {
		c := spill.New(ctx, spill.Options{Memory: 64 << 20})
		defer func() { fmt.Println("closed:", c.Close()) }()
		words := strings.Fields(sentence)
		for i := range len(words) - 1 {
			if err := c.Add([]byte(words[i]+" "+words[i+1]), 1); err != nil {
				fmt.Println(err)
				return
			}
		}
		counters = append(counters, c)
	}
	all := counters[0]
	if err := all.Merge(counters[1:]...); err != nil {
		fmt.Println(err)
		return
	}
	err := all.ByCount(3, func(key []byte, n int64) error {
		fmt.Printf("%d %s\n", n, key)
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// 3 the states
	// 2 shall report
	// 2 states shall
	// closed: <nil>
	// closed: <nil>
}

// Pairs of numbers come in the order of the numbers.
func ExampleCounter_AddPair() {
	c := spill.New(context.Background(), spill.Options{})
	defer func() { fmt.Println("closed:", c.Close()) }()
	for _, pair := range [][2]uint32{{7, 1}, {2, 300}, {7, 1}, {2, 9}} {
		if err := c.AddPair(pair[0], pair[1], 1); err != nil {
			fmt.Println(err)
			return
		}
	}
	err := c.Each(func(key []byte, n int64) error {
		fmt.Printf("%x %d\n", key, n)
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// 0000000200000009 1
	// 000000020000012c 1
	// 0000000700000001 2
	// closed: <nil>
}
