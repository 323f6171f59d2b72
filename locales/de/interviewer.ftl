# The texts of the built-in interviewer, besides the questions of the guide.

interviewer-opening = Guten Tag und vielen Dank, dass Sie sich Zeit für dieses Interview nehmen. Ich bin eine KI und werde Ihnen nacheinander einige Fragen stellen. Es gibt keine richtigen oder falschen Antworten: Wichtig ist, wie Sie die Dinge sehen. Antworten Sie bitte in Ihren eigenen Worten und so ausführlich, wie Sie möchten.
interviewer-question-about = Erzählen Sie mir zu Beginn bitte in Ihren eigenen Worten etwas zu diesem Thema: { $topics }. Was kommt Ihnen als Erstes in den Sinn?
interviewer-open-question = Erzählen Sie mir zu Beginn bitte, was Ihnen am Thema dieses Interviews am wichtigsten ist. Was kommt Ihnen als Erstes in den Sinn?
interviewer-closing = Das war meine letzte Frage. Haben Sie vielen Dank für Ihre Zeit und für alles, was Sie mir erzählt haben. Auf Wiedersehen und alles Gute!
interviewer-time-is-up = Unsere Zeit ist fast um, deshalb hören wir hier auf. Haben Sie vielen Dank für Ihre Zeit und für alles, was Sie mir erzählt haben. Auf Wiedersehen und alles Gute!
