package gcore

import "strings"

// uploadServer is a host that takes uploads, on the wire.
type uploadServer struct {
	ID       int    `json:"id"`
	Role     string `json:"role"`
	Hostname string `json:"hostname"` // with the port, if it has one of its own
	Active   bool   `json:"active"`
	SSL      bool   `json:"ssl"`
}

// uploadParameters is everything that a client needs to bring a file by tus.
type uploadParameters struct {
	Servers []uploadServer `json:"servers"`
	Token   string         `json:"token"`
	Video   videoBody      `json:"video"`
}

// getUploadParameters answers with a fresh token, whatever the status of the video: it is
// the upload that finds out whether it may begin.
func (d *Dialect) getUploadParameters(c call) (reply, error) {
	v, err := d.video(c)
	if err != nil {
		return reply{}, err
	}
	body := uploadParameters{Servers: d.uploadServers(c.base)}
	if body.Token, err = d.uploadTokens().sign(v); err != nil {
		return reply{}, err
	}
	if body.Video, err = d.showVideo(c, v); err != nil {
		return reply{}, err
	}
	return ok(body), nil
}

// uploadServers are the hosts of the settings, else the one of base. Clients put "https://"
// before the name themselves.
func (d *Dialect) uploadServers(base string) []uploadServer {
	scheme, host, _ := strings.Cut(base, "://")
	host, _, _ = strings.Cut(host, "/")
	hosts := d.cfg.Settings.UploadHosts
	if len(hosts) == 0 {
		hosts = []string{host}
	}
	servers := make([]uploadServer, len(hosts))
	for i, name := range hosts {
		servers[i] = uploadServer{ID: i + 1, Role: "upload", Hostname: name, Active: true, SSL: scheme == "https"}
	}
	return servers
}
