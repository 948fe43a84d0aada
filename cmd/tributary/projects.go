package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/tributary-video/tributary/internal/app"
	"github.com/tributary-video/tributary/internal/config"
	"github.com/tributary-video/tributary/internal/media"
)

type projectsCmd struct {
	List   projectsListCmd   `cmd:"" help:"List projects."`
	Create projectsCreateCmd `cmd:"" help:"Make a project and print its number. Its first key: tributary keys create."`
	Set    projectsSetCmd    `cmd:"" help:"Change what a project's uploads are held to, from the next one on."`
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
	return printProjects(w.Stdout, projects)
}

func printProjects(w io.Writer, projects []media.Project) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tNAME\tCREATED\tMAX UPLOAD SIZE\tMAX UPLOADS\tMAX STORED\tDIGEST")
	for _, p := range projects {
		s := p.Settings
		fmt.Fprintf(table, "%d\t%q\t%s\t%s\t%s\t%s\t%s\n", p.ID, p.Name, stamp(p.CreatedAt),
			ruled(config.Bytes(s.MaxUploadSize)), ruled(s.MaxUploads), ruled(config.Bytes(s.MaxStored)), ruled(s.Digest))
	}
	return table.Flush()
}

// ruled is a setting as listed: "-" where the project has no rule of its own.
func ruled[T comparable](v T) string {
	var none T
	if v == none {
		return "-"
	}
	return fmt.Sprint(v)
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
