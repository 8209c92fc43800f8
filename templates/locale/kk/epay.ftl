# The gateway (E-Pay): choosing, waiting, coming back, and why a payment cannot go on.

## The gateway page (figure 7)
epay-brand = e-pay
epay-time-left = Төлеуге қалған уақыт:
epay-attempts-left = Қалған әрекет саны: { $max } ішінен { $attempts }
epay-choose = Төлем тәсілін таңдаңыз. Әр тәсілдің комиссиясы мен толық сомасы алдын ала көрсетілген.
epay-total = Төлеу сомасы
epay-commission-added = Комиссия (банк қосады)
epay-commission-included = Комиссия (сомаға кіреді)
epay-other-methods = Басқа тәсілдер
epay-group-none = Мұнда әзірге ұсынылмайды.
epay-accepts-halyk = Кез келген банктің Visa, Maestro, Visa Electron, Mastercard карталары
epay-accepts-card = Visa, Mastercard карталары
epay-accepts-wallet = Төлем әмияныңыздың балансынан алынады
epay-amount-outside = Бұл тәсіл { $min } пен { $max } аралығындағы сомаға арналған. Басқа тәсілді таңдаңыз.
epay-no-method-title = Қазір бірде-бір төлем тәсілі жұмыс істемейді
epay-no-method-text = Өтінішіңіз сақталды. Бірнеше минуттан кейін осы бетті қайта ашыңыз.
epay-method-off = Төлем тәсілдерінің бірі қазір өшірулі.
epay-recipient = Төлем туралы ақпарат
epay-purpose-term = Төлем мақсаты
epay-purpose = Электрондық виза үшін мемлекеттік баж, { $number } өтініші
epay-over-title = Бұл төлем сеансы аяқталды
epay-over-text = Өтінішіңіз сақталды, ақша алынған жоқ. Жаңа сеансты бастаңыз: сома жаңа бағам бойынша есептеледі.
epay-over-button = Жаңа сеансты бастау

## The waiting page (figures 8.1 and 12)
epay-wait-title = Төлем
epay-connecting-title = Банкпен байланысып жатырмыз…
epay-connecting-text = Бұл әдетте бірнеше секунд алады. Бет өзі жаңарады.
epay-bank-title = Енді банк бетінде төлеңіз
epay-bank-text = Төлегеннен кейін банктің жауабын күтіңіз: банк сізді осында қайтарады. Бетті жапсаңыз да төлем жоғалмайды.
epay-bank-button = Банк бетіне өту
epay-bank-safe = Карта деректері тек банктің бетінде енгізіледі; портал оларды көрмейді.
epay-back-title = Сіз банк бетінен оралдыңыз
epay-back-text = Банк төлемді әлі растаған жоқ. Төлеген болсаңыз, екінші рет төлемеңіз: біз банктен сұрап жатырмыз. Төлемеген болсаңыз, банк бетіне қайта өтіңіз.
epay-fill-title = Төлемді аяқтау үшін деректерді енгізіңіз
epay-fill-text = Толық сома төменде көрсетілген. «Төлеу» түймесін басқаннан кейін жауапты күтіңіз.
epay-field-code = Растау коды
epay-field-code-hint = SMS-те келген сандар
epay-field-text = Төлем тәсілі сұраған деректер
epay-resend = Кодты қайта жіберу
epay-working-title = Банк төлемді өңдеуде
epay-checking-title = Біз банкпен тексеріп жатырмыз: екінші рет төлемеңіз
epay-checking-text = Ақша алынған-алынбағаны әлі белгісіз. Банк жауап бергенше жаңа төлем ашылмайды.
epay-close-text = Бұл бетті жаба беруіңізге болады: біз банктен сұрауды жалғастырамыз және нәтижесін хатпен жібереміз.
epay-held-title = Төлеміңізді қызметкер тексереді
epay-held-text = Банк күтілгеннен өзгеше төлем туралы хабарлады немесе ұзақ жауап бермейді. Екінші рет төлемеңіз. Қажет болса, төлем кодын көрсетіп, бізге жазыңыз.
epay-declined-title = Төлем өтпеді
epay-declined-text = Банк төлемді қабылдамады, ақша алынған жоқ. Басқа картаны немесе басқа тәсілді таңдаңыз.
epay-technical-text = Төлем тәсілімен байланыса алмадық, ақша алынған жоқ. Қайталап көріңіз немесе басқа тәсілді таңдаңыз.
epay-choose-again = Төлем тәсілін қайта таңдау
epay-switch = Басқа тәсілді таңдау
epay-order = Не төленеді
epay-method = Төлем тәсілі

## Coming back without being signed in
epay-return-title = Төлем тексерілуде
epay-return-text = Нәтижесін көру үшін кіріңіз. Екінші рет төлемеңіз: хат та жіберіледі.

## Why something cannot be done
payment-already-paid = Бұл мемлекеттік баж төленіп қойған. Нәтижесі «Визалар» бетінде.
payment-not-due = Бұл өтініш үшін төлем қажет емес.
payment-choose-again = Бет ескірген. Төлем тәсілін қайта таңдаңыз.
payment-sessions-exhausted = Бұл өтініш бойынша төлем тым көп рет басталды. Бізге жазыңыз және төлем кодын көрсетіңіз.
payment-form-not-awaited = Бұл форма енді күтілмейді: оған жауап алынды немесе уақыты өтті. Төлемнің күйін төменнен қараңыз.
payment-checking-do-not-pay-twice = { $minutes ->
    [one] Біз банкпен тексеріп жатырмыз. Екінші рет төлемеңіз: шамамен { $minutes } минуттан кейін қайта қараңыз.
   *[other] Біз банкпен тексеріп жатырмыз. Екінші рет төлемеңіз: шамамен { $minutes } минуттан кейін қайта қараңыз.
}
payment-attempt-under-way = Төлем басталып қойған. Күйін төменнен қараңыз.
payment-attempts-used = { $attempts ->
    [one] Осы сеанстың { $attempts } әрекеті пайдаланылды. Жаңа сеансты бастаңыз.
   *[other] Осы сеанстың { $attempts } әрекетінің бәрі пайдаланылды. Жаңа сеансты бастаңыз.
}
payment-session-over = { $minutes ->
    [one] Төлеуге берілген { $minutes } минут өтті.
   *[other] Төлеуге берілген { $minutes } минут өтті.
}
