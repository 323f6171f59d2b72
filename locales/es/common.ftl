language-tag = es
