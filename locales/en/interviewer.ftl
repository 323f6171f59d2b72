# The texts of the built-in interviewer, besides the questions of the guide.

interviewer-opening = Hello, and thank you for taking the time for this interview. I am an AI and will ask you a few questions, one at a time. There are no right or wrong answers: what matters is how you see things. Please answer in your own words and in as much detail as you like.
interviewer-question-about = To begin with, please tell me about this topic in your own words: { $topics }. What comes to your mind first?
interviewer-open-question = To begin with, please tell me what matters most to you about the subject of this interview. What comes to your mind first?
interviewer-closing = That was my last question. Thank you very much for your time and for everything you have told me. Goodbye, and all the best.
interviewer-time-is-up = Our time is nearly over, so we will stop here. Thank you very much for your time and for everything you have told me. Goodbye, and all the best.
