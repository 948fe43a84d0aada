package omegastream

import (
	"fmt"
	"strings"

	"github.com/tributary-video/tributary/internal/media"
)

// collection is a folder of videos.
type collection struct {
	ID        string  `json:"id"`
	CreatedAt string  `json:"created_at"`
	UpdatedAt string  `json:"updated_at"`
	DeletedAt *string `json:"deleted_at"` // always null: collections have no bin
	COID      string  `json:"coid"`
	Name      string  `json:"name"`
}

func (w view) collection(c media.Collection) collection {
	return collection{ID: c.ID, CreatedAt: stamp(c.CreatedAt), UpdatedAt: stamp(c.UpdatedAt), COID: w.coid(), Name: c.Name}
}

// account is the project as its owner sees it. Tributary keeps no addresses.
type account struct {
	ID          string            `json:"id"`
	CreatedAt   string            `json:"created_at"`
	UpdatedAt   string            `json:"updated_at"`
	DeletedAt   *string           `json:"deleted_at"`
	OCID        string            `json:"ocid"`
	Title       string            `json:"title"`
	Email       *string           `json:"email"`
	PhoneNumber *string           `json:"phone_number"`
	StorageCode string            `json:"storage_code"`
	Address     address           `json:"address"`
	Metadata    map[string]string `json:"Metadata"` // the vendor's spelling
}

type address struct {
	Address1 *string `json:"address_1"`
	Country  *string `json:"country"`
	City     *string `json:"city"`
	State    *string `json:"state"`
	Zip      *string `json:"zip"`
}

func (w view) account() account {
	made := stamp(w.project.CreatedAt)
	return account{
		ID:        fmt.Sprintf("%08x", w.project.CreatedAt.Unix()&0xffffffff) + strings.ToLower(w.project.Code),
		CreatedAt: made, UpdatedAt: made, OCID: w.coid(), Title: w.project.Name, StorageCode: w.code(),
	}
}
