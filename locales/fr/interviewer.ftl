# The texts of the built-in interviewer, besides the questions of the guide.

interviewer-opening = Bonjour, et merci beaucoup de consacrer du temps à cet entretien. Je suis une intelligence artificielle et je vais vous poser quelques questions, l’une après l’autre. Il n’y a pas de bonnes ou de mauvaises réponses : ce qui compte, c’est votre façon de voir les choses. Répondez avec vos propres mots, et avec autant de détails que vous le souhaitez.
interviewer-question-about = Pour commencer, parlez-moi, avec vos propres mots, de ce sujet : { $topics }. Qu’est-ce qui vous vient d’abord à l’esprit ?
interviewer-open-question = Pour commencer, dites-moi ce qui compte le plus pour vous dans le sujet de cet entretien. Qu’est-ce qui vous vient d’abord à l’esprit ?
interviewer-closing = C’était ma dernière question. Merci beaucoup pour votre temps et pour tout ce que vous m’avez raconté. Au revoir, et bonne continuation.
interviewer-time-is-up = Notre temps est presque écoulé, nous allons donc nous arrêter ici. Merci beaucoup pour votre temps et pour tout ce que vous m’avez raconté. Au revoir, et bonne continuation.
