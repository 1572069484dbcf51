package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// kind is what discovery says of one kind, with the name of its objects' type.
type kind struct {
	Group        string        `json:"group"`
	Version      string        `json:"version"`
	Kind         string        `json:"kind"`
	Resource     string        `json:"resource"`
	Singular     string        `json:"singular"`
	ShortNames   []string      `json:"shortNames"`
	Categories   []string      `json:"categories"`
	Namespaced   bool          `json:"namespaced"`
	Verbs        []string      `json:"verbs"`
	Subresources []subresource `json:"subresources"`
	Type         string        `json:"type"`
	home         *packageSource
}

type subresource struct {
	Name    string   `json:"name"`
	Group   string   `json:"group"`
	Version string   `json:"version"`
	Kind    string   `json:"kind"`
	Verbs   []string `json:"verbs"`
}

// resourceList is a legacy discovery document of one group version.
type resourceList struct {
	Resources []struct {
		Name, SingularName, Group, Version, Kind string
		Namespaced                               bool
		ShortNames, Categories, Verbs            []string
	}
}

// servedKinds reads the recorded discovery documents in their order of preference. They were made with every API
// enabled, so only those of the group versions in enabled count.
func servedKinds(kubernetesDir string, source *source, enabled map[*packageSource]bool) ([]kind, error) {
	folder := filepath.Join(kubernetesDir, "api", "discovery")
	order, err := discoveryOrder(folder)
	if err != nil {
		return nil, err
	}
	var kinds []kind
	for _, groupVersion := range order {
		home := source.byGroupVersion(groupVersion)
		if home == nil || !enabled[home] {
			continue
		}
		var list resourceList
		if err := readJSON(filepath.Join(folder, documentName(groupVersion)), &list); err != nil {
			return nil, err
		}
		found, err := kindsOf(list, home)
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, found...)
	}
	return kinds, nil
}

func (s *source) byGroupVersion(groupVersion string) *packageSource {
	for _, each := range s.roots {
		if each.groupVersion == groupVersion {
			return each
		}
	}
	return nil
}

// discoveryOrder lists the group versions as clients prefer them: the core group, then as /apis lists them.
func discoveryOrder(folder string) ([]string, error) {
	var list struct {
		Groups []struct {
			Versions []struct{ GroupVersion string }
		}
	}
	if err := readJSON(filepath.Join(folder, "apis.json"), &list); err != nil {
		return nil, err
	}
	order := []string{"v1"}
	for _, group := range list.Groups {
		for _, version := range group.Versions {
			order = append(order, version.GroupVersion)
		}
	}
	return order, nil
}

func documentName(groupVersion string) string {
	group, version, found := strings.Cut(groupVersion, "/")
	if !found {
		return "api__" + groupVersion + ".json"
	}
	return "apis__" + group + "__" + version + ".json"
}

func readJSON(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// kindsOf joins the subresources, which legacy discovery lists beside their resources as "pods/log".
func kindsOf(list resourceList, home *packageSource) ([]kind, error) {
	group, version, found := strings.Cut(home.groupVersion, "/")
	if !found {
		group, version = "", home.groupVersion
	}
	var kinds []kind
	index := map[string]int{}
	for _, each := range list.Resources {
		parent, sub, isSub := strings.Cut(each.Name, "/")
		if isSub {
			at, ok := index[parent]
			if !ok {
				return nil, fmt.Errorf("%s %s has no resource", home.groupVersion, each.Name)
			}
			found := subresource{sub, each.Group, each.Version, each.Kind, each.Verbs}
			if each.Version == "" {
				found.Group, found.Version = group, version
			}
			kinds[at].Subresources = append(kinds[at].Subresources, found)
			continue
		}
		index[each.Name] = len(kinds)
		kinds = append(kinds, kind{
			Group: group, Version: version, Kind: each.Kind,
			Resource: each.Name, Singular: each.SingularName,
			ShortNames: orEmpty(each.ShortNames), Categories: orEmpty(each.Categories),
			Namespaced: each.Namespaced, Verbs: each.Verbs,
			Subresources: []subresource{},
			Type:         home.model + "." + each.Kind,
			home:         home,
		})
	}
	return kinds, nil
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// encodeKinds writes one kind a line.
func encodeKinds(kinds []kind) []byte {
	lines := make([]string, 0, len(kinds))
	for _, each := range kinds {
		lines = append(lines, compact(each))
	}
	return []byte("[\n" + strings.Join(lines, ",\n") + "\n]\n")
}
