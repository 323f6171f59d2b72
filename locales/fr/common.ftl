language-tag = fr
