language-tag = en
