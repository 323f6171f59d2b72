language-tag = ar
