language-tag = ru
