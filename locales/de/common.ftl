language-tag = de
