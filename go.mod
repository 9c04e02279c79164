module github.com/aigap/aigap

go 1.26.0

require (
	github.com/agnivade/levenshtein v1.2.2
	github.com/go-json-experiment/json v0.0.0-20260820222146-c27c302e5fc3
	golang.org/x/mod v0.42.0
	gopkg.in/yaml.v3 v3.0.1
)
