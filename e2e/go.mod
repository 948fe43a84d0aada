module github.com/tributary-video/tributary/e2e

go 1.26.0

require github.com/eventials/go-tus v0.0.0-20220610120217-05d0564bb571
