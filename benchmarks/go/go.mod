module byval

go 1.18
