// Reads HCL as HashiCorp's library does. `parse` answers, for each path on the standard input, whether the file is valid;
// `evaluate` answers, for each expression (one a line, as JSON text), its value as JSON, or null where it is none.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

var functions = map[string]function.Function{
	"lower": stdlib.LowerFunc, "upper": stdlib.UpperFunc, "trimspace": stdlib.TrimSpaceFunc, "chomp": stdlib.ChompFunc,
	"title": stdlib.TitleFunc, "strrev": stdlib.ReverseFunc, "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc,
	"trimsuffix": stdlib.TrimSuffixFunc, "indent": stdlib.IndentFunc, "replace": stdlib.ReplaceFunc, "substr": stdlib.SubstrFunc,
	"format": stdlib.FormatFunc, "join": stdlib.JoinFunc, "split": stdlib.SplitFunc, "concat": stdlib.ConcatFunc,
	"merge": stdlib.MergeFunc, "lookup": stdlib.LookupFunc, "element": stdlib.ElementFunc, "flatten": stdlib.FlattenFunc,
	"keys": stdlib.KeysFunc, "values": stdlib.ValuesFunc, "length": stdlib.LengthFunc, "contains": stdlib.ContainsFunc,
	"coalesce": stdlib.CoalesceFunc, "compact": stdlib.CompactFunc, "distinct": stdlib.DistinctFunc, "reverse": stdlib.ReverseListFunc,
	"sort": stdlib.SortFunc, "slice": stdlib.SliceFunc, "range": stdlib.RangeFunc, "zipmap": stdlib.ZipmapFunc,
	"min": stdlib.MinFunc, "max": stdlib.MaxFunc, "abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc,
	"parseint": stdlib.ParseIntFunc, "jsondecode": stdlib.JSONDecodeFunc, "add": stdlib.AddFunc, "divide": stdlib.DivideFunc,
	"tostring": stdlib.MakeToFunc(cty.String), "tonumber": stdlib.MakeToFunc(cty.Number), "tobool": stdlib.MakeToFunc(cty.Bool),
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	for lines.Scan() {
		if os.Args[1] == "parse" {
			fmt.Println(valid(lines.Text()))
			continue
		}
		var source string
		if err := json.Unmarshal(lines.Bytes(), &source); err != nil {
			panic(err)
		}
		fmt.Println(value(source))
	}
}

func valid(path string) bool {
	text, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	_, problems := hclsyntax.ParseConfig(text, path, hcl.InitialPos)
	return !problems.HasErrors()
}

func value(source string) string {
	expression, problems := hclsyntax.ParseExpression([]byte(source), "x", hcl.InitialPos)
	if problems.HasErrors() {
		return "null"
	}
	result, problems := expression.Value(&hcl.EvalContext{Functions: functions})
	if problems.HasErrors() || !result.IsWhollyKnown() {
		return "null"
	}
	text, err := ctyjson.Marshal(result, result.Type())
	if err != nil {
		return "null"
	}
	return string(text)
}
