package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/tributary-video/tributary/internal/app"
)

type projectsCmd struct {
	List   projectsListCmd   `cmd:"" help:"List projects."`
	Create projectsCreateCmd `cmd:"" help:"Make a project and print its number. Its first key: tributary keys create."`
}

type projectsListCmd struct {
	settings
}

func (c *projectsListCmd) Run(ctx context.Context, w world) error {
	cfg, err := c.finish(w)
	if err != nil {
		return err
	}
	projects, err := app.Projects(ctx, cfg)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tNAME\tCREATED")
	for _, p := range projects {
		fmt.Fprintf(table, "%d\t%q\t%s\n", p.ID, p.Name, stamp(p.CreatedAt))
	}
	return table.Flush()
}

type projectsCreateCmd struct {
	settings

	Name string `arg:"" help:"What people call it."`
}

func (c *projectsCreateCmd) Run(ctx context.Context, w world) error {
	cfg, err := c.finish(w)
	if err != nil {
		return err
	}
	project, err := app.CreateProject(ctx, cfg, c.Name)
	if err != nil {
		return err
	}
	fmt.Fprintln(w.Stdout, project.ID)
	return nil
}
