package assessment

import _ "embed"

//go:embed example.yaml
var example []byte

// Example is an assessment file about a fictional country, to try things on.
func Example() []byte { return example }
