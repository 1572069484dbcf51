module flotilla/kinds/generate

go 1.24
