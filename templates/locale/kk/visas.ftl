# The applicant's visas: list, one application, result of the service, documents; and the inbox of a demonstration.

documents-not-yet = Құжаттар әзірге жоқ: олар төлемнен кейін ашылады. Төлеп қойған болсаңыз, «Визалар» бөлімінде «Мәртебені жаңарту» түймесін басыңыз.
name-not-printable = Бұл таңбаларды визада басып шығару мүмкін емес: { $characters }. Аты-жөніңізді паспорттағыдай латын немесе кирилл әріптерімен енгізіңіз.

## Status
visas-state-draft = Жоба
visas-state-in-review = Қаралуда
visas-state-refused = Бас тартылды
visas-state-withdrawn = Кері қайтарып алынды
visas-payment-checking = Төлем тексерілуде
visas-payment-refunded = Ақша қайтарылды
visas-payment-disputed = Төлемді банк кері қайтарып алды

## My visas
visas-table = Өтінімдер мен визалар
visas-col-documents = Электрондық виза, түбіртек
visas-col-send = Жіберу
visas-comma = {", "}
visas-due = Шешім мерзімі: { $date }
visas-empty-title = Әзірге визаңыз жоқ
visas-empty-text = Өтінім беру үшін шақыру нөмірі мен паспорт қажет.
visas-empty-start = Электрондық визаға өтінім беру
visas-search-label = Өтінім немесе шақыру нөмірі
visas-search-all = Барлығын көрсету
visas-search-none = Өтінімдеріңіздің арасында { $number } нөмірі жоқ. Цифрларды хатпен салыстырыңыз немесе барлық өтінімді көрсетіңіз.
visas-drafts = Әлі жіберілмеген
visas-draft-begun = { $date } басталған өтінім
visas-draft-missing = Әлі толтырылмаған: { $fields }
visas-draft-match = Бәрі толтырылған. Жалғастырыңыз: мәліметтерді шақырумен салыстырамыз.
visas-draft-confirm = Шақыру табылды. Бәрінің дұрыстығын растап, алымды төлеңіз.
visas-draft-kept = Жоба сақталатын мерзім: { $date }.
visas-draft-discard = Жобаны жою
visas-sent = Құжаттар { $email } мекенжайына жіберілуде. Хат әдетте бірнеше минутта келеді.

## One application
visas-one-title = Өтінім { $number }
visas-one-draft = Өтінім әлі жіберілмеген
visas-now-draft = Сіз өтінімді толтыра бастадыңыз. Растап жіберген соң ғана ол қабылданады.
visas-now-due = Өтініміңіз қабылданды. Ол әрі қарай қаралуы үшін алымды төлеңіз.
visas-now-checking = Төлеміңізді банктен анықтап жатырмыз. Жауап келгенше қайта төлемеңіз.
visas-now-in-review = Алым төленді. Өтініміңізді қызметкер қарап жатыр.
visas-now-granted = Мақұлданды. Төлем аяқталды. Виза дайын.
visas-now-refused = Виза беруден бас тартылды. Қайта өтінім беруге болатынын Қазақстан елшілігінен біліңіз; алым қайтарылмайды.
visas-now-withdrawn = Сіз өтінімді кері қайтарып алдыңыз. Сол шақырумен жаңасын бере аласыз.
visas-next-title = Әрі қарай не болуы мүмкін
visas-next-submit = Сіз мәліметтерді растап, өтінімді жібересіз.
visas-next-fee-paid = Алымды төлейсіз: шақыру келісілгендіктен виза бірден беріледі.
visas-next-fee-paid-for-review = Алымды төлейсіз: қызметкер өтінімді қарай бастайды.
visas-next-grant = Виза мақұлданады: оны электрондық поштамен жібереміз және осында көрсетеміз.
visas-next-refuse = Виза беруден бас тартылады: сізге хат жазамыз.
visas-next-withdraw = Өтінімді кері қайтарып аласыз: шақыру қайта босайды.
visas-next-none = Басқа ештеңе болмайды: өтінім аяқталды.
visas-events = Не болды
visas-event-begun = Сіз өтінімді бастадыңыз
visas-event-submit = Сіз мәліметтерді растап, өтінімді жібердіңіз
visas-event-fee-paid = Алым төленді, виза берілді
visas-event-fee-paid-for-review = Алым төленді, қарау басталды
visas-event-grant = Виза мақұлданды
visas-event-refuse = Виза беруден бас тартылды
visas-event-withdraw = Сіз өтінімді кері қайтарып алдыңыз
visas-documents = Құжаттар
visas-not-yet = Электрондық виза тек «Мақұлданды. Төлем аяқталды» мәртебесінде ашылады.
visas-taken-back = Бұл виза енді жарамсыз, оны басып шығаруға болмайды. Оны берген елшілікке жазыңыз.
visa-place-of-issue = Астана
visas-open-print = Басып шығару үшін ашу
visas-payment = Төлем
visas-payment-state = Төлем мәртебесі
visas-paid-at = Төленген уақыты
visas-invitation = Шақыру
visas-category = Виза түрі
visas-withdraw = Өтінімді кері қайтарып алу

## The promised day
visas-promise = Шешім қабылданатын мерзім: { $date }
visas-promise-why = Бұл – { $paid } күнінен кейін { $period }; демалыс күндері есептелмейді: { $off }.
visas-promise-why-plain = Бұл – { $paid } күнінен кейін { $period }.
visas-promise-provisional = Сол жылғы демалыс күндері әлі бекітілмеген, сондықтан күн өзгеруі мүмкін.
visas-promise-passed = Бұл күн өтіп кетті: келісуші органдар әлі жауап берген жоқ. Сізден ештеңе талап етілмейді, біз хат жазамыз.
visas-promise-late = Келісуші органдар кешіксе, виза олардың келісімінен кейін 1 жұмыс күнінде дайын болады.

## Step 3 and the e-visa
visas-granted-title = Визаңыз дайын
visas-granted-text = Алым төленді, виза берілді. Оны электрондық поштаңызға да жібереміз.
visas-what-now = Енді не істеу керек
visas-compare = Визаны паспортпен салыстырыңыз: аты-жөні, нөмірі, туған күні, азаматтығы.
visas-review-text = Қазір ештеңе істеудің қажеті жоқ. Шешім шығысымен хат жазамыз.
visas-wait-text = Ақша шотыңыздан алынған болса, қайта төлемеңіз: «Мәртебені жаңарту» түймесін басыңыз, біз банктен сұраймыз.
visas-wait-back = Төлемге өту
visas-to-application = Өтінімге өту
visas-paper-lead = Визаны PDF түрінде басып шығарып, сақтаған дұрыс: ол бір бет және кез келген принтерде бірдей шығады.
visas-paper-how = Бұл бет те бір параққа басылады: осында немесе браузер мәзірінде «Басып шығару» дегенді таңдаңыз. Файлды сақтау үшін «PDF ретінде сақтау» дегенді таңдаңыз.

## The inbox of a demonstration
inbox-title = Көрсетілім хаттары
inbox-lead = Көрсетілімде хаттар еш жерге кетпейді. Портал жіберетін хаттар осында, сілтемелері жұмыс істейді.
inbox-letters = Хаттар, алдымен жаңалары
inbox-subject = Тақырыбы
inbox-to = Кімге
inbox-at = Жіберілген уақыты
inbox-empty-title = Әзірге хат жоқ
inbox-empty-text = Тіркеліңіз немесе өтінім жіберіңіз: хаттар осында сәлден кейін пайда болады.
inbox-attachments = Тіркелген файлдар
