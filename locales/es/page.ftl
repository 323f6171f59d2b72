## Todas las páginas

page-name = Entrevista
page-skip = Ir al contenido
page-again = Intentarlo de nuevo
page-problem = Error: { $title }
form-problem = Por favor, revise lo que está señalado más abajo.
moment = { $day } de { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
} de { $year }, { $time } UTC

## Antes de empezar

welcome-title = Le damos la bienvenida a su entrevista
welcome-lead = Recibirá las preguntas de una en una y responderá con sus propias palabras. No hay respuestas correctas ni incorrectas.
welcome-ai = Las preguntas las hace una inteligencia artificial, no una persona.
welcome-topics = De qué trata
welcome-reference = Referencia
welcome-duration = Cuánto dura
welcome-duration-value = { $count ->
    [one] un minuto como máximo
   *[other] { $count } minutos como máximo
}
welcome-until = Puede empezar hasta el
welcome-pause = El tiempo corre desde el comienzo. Si se corta la conexión o cierra la página, vuelva con el mismo enlace y el mismo correo electrónico y continúe donde estaba.
start-heading = Antes de empezar
start-button = Empezar la entrevista
email-label = Su correo electrónico
email-hint-new = Con él puede volver a su entrevista desde cualquier dispositivo. No formará parte de la transcripción.
email-hint-back = El mismo con el que empezó.
email-missing = Por favor, escriba su correo electrónico.
email-invalid = Este correo electrónico no está completo. Debería parecerse a nombre@example.org.
email-other = Esta entrevista no se puede abrir con este correo electrónico. Por favor, use aquel en el que recibió la invitación o con el que empezó.

## Consentimiento

consent-heading = A qué da su consentimiento
consent-ai = Una inteligencia artificial dirige la entrevista. Procesa lo que usted dice para elegir la siguiente pregunta.
consent-kept = Lo que diga se guarda palabra por palabra. Las personas que le han invitado pueden leerlo y usarlo para su investigación.
consent-email = Su correo electrónico se guarda para que solo usted pueda volver a su entrevista.
consent-free = La participación es voluntaria. Puede dejar sin responder cualquier pregunta y terminar cuando quiera.
consent-withdraw = Hasta 24 horas después del final puede retirarse en esta página. Entonces se borran lo que haya dicho y su correo electrónico.
consent-version = Versión de este texto: { $version }
consent-agree = He leído esto y acepto participar.
consent-missing = Por favor, marque esta casilla si está de acuerdo. Sin su consentimiento, la entrevista no puede empezar.

## Una entrevista en curso, en un dispositivo que aún no participa

running-title = Su entrevista está en curso
running-lead = Para continuar, escriba el correo electrónico con el que empezó. Todo lo que ha dicho hasta ahora está guardado, y el tiempo sigue corriendo.
running-cookies = Para ello, su navegador debe aceptar las cookies de este sitio. Si acaba de escribir su dirección y vuelve a ver esta página, permita las cookies de este sitio y abra el enlace otra vez.
running-button = Continuar la entrevista
running-unsent = Su última respuesta no se envió. Puede copiarla de aquí:

## La entrevista

interview-title = Su entrevista
interview-log = Conversación
interview-you = Usted
interview-interviewer = Entrevistador (IA)
interview-guest = Invitado (IA)
interview-clock = Tiempo restante
interview-minutes = { $count ->
    [one] 1 min
   *[other] { $count } min
}
answer-label = Su respuesta
answer-hint = Intro envía; Mayús + Intro empieza una línea nueva.
answer-send = Enviar
answer-empty = Por favor, escriba primero una respuesta.
answer-too-long = Esta respuesta es demasiado larga. Por favor, no pase de { $limit } caracteres.
answer-too-fast = Ha sido muy rápido. Por favor, espere un momento y envíe su respuesta otra vez.
answer-no-space = Esta entrevista no admite más texto. Lo que ha escrito hasta ahora está guardado; puede terminar la entrevista.
answer-sending = Enviando…
answer-failed = Aún no se ha enviado. Seguimos intentándolo, y su respuesta está a salvo en este dispositivo.
answer-offline = No tiene conexión. Su respuesta se enviará en cuanto vuelva a conectarse.
answer-online = Vuelve a tener conexión.
answer-retry = Intentar ahora
stream-lost = Conectando de nuevo…
thinking = El entrevistador está escribiendo…
thinking-refresh = Mostrar la siguiente pregunta
time-mark = { $count ->
    [one] Queda un minuto.
   *[other] Quedan { $count } minutos.
}
time-warning = Quedan menos de dos minutos. Tiene tiempo de terminar su idea; todo lo que ha enviado está guardado.
time-up = El tiempo ha terminado. Si aún estaba escribiendo, por favor, envíe ahora su última respuesta.
closing-notice = Esta era la última pregunta. Si no desea añadir nada más, puede terminar ahora.
voice-button = Hablar en lugar de escribir
voice-panel = Hablar
voice-connecting = Conectando …
voice-waiting = Conexión establecida. La entrevista comenzará en un momento.
voice-on = Ya puede hablar.
voice-muted = Su micrófono está apagado.
voice-alone = El entrevistador no ha llegado. Puede esperar un poco más o continuar por escrito.
voice-lost = Se ha perdido la conexión. Siga hablando o continúe por escrito; nada de lo dicho se ha perdido.
voice-microphone = No se puede usar su micrófono. Permítalo en el navegador e inténtelo de nuevo, o continúe por escrito.
voice-failed = En este momento no es posible hablar. Inténtelo de nuevo o continúe por escrito.
voice-paused = Esta entrevista es hablada. Siga hablando o continúe por escrito.
voice-go-on = Hablar
voice-mute = Apagar el micrófono
voice-write = Escribir en lugar de hablar

## Terminar

finish-link = Terminar
finish-title = ¿Terminar la entrevista?
finish-lead = Sus respuestas se entregarán tal como están. Después no podrá continuar.
finish-yes = Sí, terminar
finish-no = No, volver
completed-title = ¡Muchas gracias!
completed-lead = La entrevista ha terminado y sus respuestas están guardadas.
completed-next = No hay nada más que hacer. Puede cerrar esta página.
completed-redirect = Un paso más: por favor, continúe a la página de las personas que le han invitado.
completed-continue = Continuar

## Retirarse

withdraw-heading = ¿Ha cambiado de opinión?
withdraw-note = Puede retirarse hasta el
withdraw-link = Retirarme
withdraw-title = ¿Retirarse de la entrevista?
withdraw-lead = Todo lo que ha dicho aquí y su correo electrónico se borrarán para siempre. Las personas que le han invitado solo verán que hubo una entrevista. Esto no se puede deshacer.
withdraw-yes = Sí, borrar todo
withdraw-no = No, volver
withdrawn-title = Sus respuestas se han borrado
withdrawn-lead = Lo que dijo en esta entrevista y su correo electrónico ya no se guardan aquí.
withdrawn-next = No hay nada más que hacer. Si tiene alguna pregunta, diríjase a las personas que le han invitado.

## Enlaces que no llevan a ninguna entrevista

expired-title = Este enlace ha caducado
expired-lead = La entrevista no se empezó a tiempo.
expired-next = Si todavía desea participar, pida un enlace nuevo a las personas que le han invitado.
cancelled-title = Esta entrevista se ha cancelado
cancelled-lead = Las personas que le han invitado la han cancelado.
cancelled-next = Si cree que se trata de un error, por favor, pregúnteles.
replaced-title = Este enlace ha sido sustituido
replaced-lead = Se le envió un enlace más reciente, y solo funciona el último.
replaced-next = Por favor, busque la última invitación o pregunte a las personas que le han invitado.
unknown-title = No conocemos este enlace
unknown-lead = Puede que esté cortado o mal escrito.
unknown-next = Por favor, ábralo otra vez desde su invitación o cópielo entero.
fault-title = Algo ha fallado por nuestra parte
fault-lead = Su enlace sigue funcionando, y lo que ha enviado no se ha perdido.
fault-next = Por favor, inténtelo de nuevo dentro de unos minutos.
refused-title = No hemos podido leerlo
refused-lead = Lo que se envió no llegó como debía.
refused-next = Por favor, abra la página otra vez y repítalo.
busy-title = Hay demasiadas visitas en este momento
busy-lead = Su enlace sigue funcionando, y lo que ha enviado no se ha perdido.
busy-next = Por favor, inténtelo de nuevo dentro de un minuto.

## Respuestas breves al programa de la página

session-over = Su sesión ha terminado. Por favor, cargue la página de nuevo y continúe con su correo electrónico.
not-running = La entrevista ya no está en curso.
