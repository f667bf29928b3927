module byval/gotest

go 1.19
