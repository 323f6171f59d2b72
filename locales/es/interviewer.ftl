# The texts of the built-in interviewer, besides the questions of the guide.

interviewer-opening = Hola, y muchas gracias por dedicar su tiempo a esta entrevista. Soy una inteligencia artificial y le haré algunas preguntas, una por una. No hay respuestas correctas ni incorrectas: lo que importa es cómo ve usted las cosas. Por favor, responda con sus propias palabras y con todo el detalle que desee.
interviewer-question-about = Para empezar, cuénteme, por favor, con sus propias palabras algo sobre este tema: { $topics }. ¿Qué es lo primero que le viene a la mente?
interviewer-open-question = Para empezar, cuénteme, por favor, qué es lo más importante para usted en relación con el tema de esta entrevista. ¿Qué es lo primero que le viene a la mente?
interviewer-closing = Esa ha sido mi última pregunta. Muchas gracias por su tiempo y por todo lo que me ha contado. Hasta pronto, y que le vaya muy bien.
interviewer-time-is-up = Se nos está acabando el tiempo, así que lo dejamos aquí. Muchas gracias por su tiempo y por todo lo que me ha contado. Hasta pronto, y que le vaya muy bien.
