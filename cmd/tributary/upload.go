package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tributary-video/tributary/internal/client"
	"github.com/tributary-video/tributary/internal/config"
)

type uploadCmd struct {
	Files []string `arg:"" name:"file" help:"Video files." type:"path"`

	Server    string       `required:"" placeholder:"URL" help:"The server, such as http://127.0.0.1:8080."`
	Key       string       `required:"" placeholder:"KEY" help:"An API key, in single quotes. Better as TRIBUTARY_KEY: command lines are visible to all users."`
	Title     string       `placeholder:"TEXT" help:"Title of the video, by default the file's name."`
	ChunkSize config.Bytes `default:"50MiB" placeholder:"SIZE" help:"Bytes per request: a multiple of 256KiB from 5MiB to 200MiB (${default})."`
	Wait      bool         `help:"Wait until the video is processed; fail if it cannot be."`
}

func (c *uploadCmd) Run(ctx context.Context, w world) error {
	if c.Title != "" && len(c.Files) > 1 {
		return &usageError{errors.New("--title names one video: upload the files one at a time")}
	}
	show := newDisplay(w.Stderr)
	up, err := client.New(client.Config{
		Server: c.Server, Key: c.Key, ChunkSize: int64(c.ChunkSize), Retry: show.retry,
	})
	if err != nil {
		return &usageError{err}
	}
	for _, file := range c.Files {
		if err := c.upload(ctx, w, up, show, file); err != nil {
			return err
		}
	}
	return nil
}

func (c *uploadCmd) upload(ctx context.Context, w world, up *client.Client, show *display, file string) error {
	show.begin(file, time.Now())
	id, err := up.Upload(ctx, file, c.Title, func(p client.Progress) { show.progress(p, time.Now()) })
	show.end()
	if err != nil {
		return err
	}
	player, err := up.Player(ctx, id)
	if err != nil {
		return err
	}
	if !c.Wait {
		fmt.Fprintln(w.Stdout, player)
		return nil
	}
	printed := false
	return up.Wait(ctx, id, func(v client.Video) {
		show.status(v)
		if v.ReadyToStream && !printed {
			printed = true
			fmt.Fprintln(w.Stdout, player)
		}
	})
}
