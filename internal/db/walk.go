package db

import (
	"context"
	"fmt"

	"github.com/tributary-video/tributary/internal/catalog"
)

// VideoNumbers returns the numbers of all videos of a list, in its order; f's page is not looked at.
// Whoever has to look at each asks for some at a time then (catalog.Filter.Seqs): all at once would
// be a thousand times as large, and pages cost a look at the whole list each.
func (d *DB) VideoNumbers(ctx context.Context, f catalog.Filter) ([]int64, error) {
	where, args := filterSQL(f)
	var numbers []int64
	err := d.reader().each(ctx, `SELECT seq FROM videos`+where+orderSQL(f), args, func(row scanner) error {
		var n int64
		err := row.Scan(&n)
		numbers = append(numbers, n)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list numbers of videos: %w", err)
	}
	return numbers, nil
}
