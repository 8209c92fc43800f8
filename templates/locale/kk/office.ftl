# The staff pages: money, settlement files, the ledger, payment plugins.

## Navigation and roles
office-title = Қызметкерлер беттері
office-home = Басы
office-home-text = Қызметкерлер осы жерден бастайды.
office-your-role = Сіздің рөліңіз: { $role }.
office-nothing-yet = Бұл рөл үшін бет әзірге жоқ.
office-role-applicant = өтініш беруші
office-role-registrar = тіркеуші
office-role-case-officer = өтініштер жөніндегі қызметкер
office-role-chief = басшы
office-role-cashier = кассир
office-role-border-officer = шекара қызметкері
office-role-administrator = әкімші
office-role-auditor = аудитор
office-money = Ақша
office-money-text = Күн қорытындысы, алшақтықтар, белгісіз нәтижелер.
office-settlements = Банк тізілімдері
office-settlements-text = Банктер қабылдаған сомалар біздің төлемдермен салыстырылады.
office-ledger = Есеп кітабы
office-ledger-text = Айналым ведомосы және Қазынашылыққа арналған күн файлы.
office-plugins = Төлем модульдері
office-plugins-text = Не жұмыс істейді, қалай оқшауланған және неге бірдеңе өшірулі.

## Columns
office-col-method = Тәсіл
office-col-state = Күйі
office-col-attempts = Әрекет саны
office-col-amount = Сома
office-times = Уақыт — Алматы уақыты (UTC+5).
office-col-application = Өтініш
office-col-code = Төлем коды
office-col-what = Не болды және не істеу керек
office-col-expected = Күтілген
office-col-taken = Алынған
office-col-returned = Қайтарылған
office-col-opened = Ашылған
office-col-age = Белгісіз уақыт
office-col-queries = Сұрау саны
office-col-next = Келесі сұрау
office-col-order = Тапсырыс нөмірі
office-col-entry = Жазба
office-col-posted = Енгізілген
office-col-account = Шот
office-col-debit = Дебет
office-col-credit = Кредит
office-col-second = Екінші қызметкер
office-col-plugin = Модуль
office-col-lines = Жол саны
office-col-imported = Жүктелген
office-col-sha256 = SHA-256
office-col-occurred = Банктегі уақыт
office-col-version = Нұсқа
office-col-confinement = Оқшаулау
office-col-verified = Тексерілді

## The day
office-find = Төлемді табу
office-find-hint = Төлем коды, өтініш нөмірі немесе банктегі тапсырыс нөмірі
office-find-none = Бұл нөмір бойынша ештеңе табылмады. Оны түбіртекпен немесе банк үзіндісімен салыстырып, қайталап көріңіз.
office-days = Басқа күндер
office-today = Бүгін
office-totals = { $day } күнгі әрекеттер
office-totals-none = Бұл күні төлем басталған жоқ.
office-totals-taken = Барлығы алынған
office-held = Алшақтықтар
office-held-none = Шешім күтіп тұрған ештеңе жоқ.
office-waits-decision = шешім екінші қызметкерді күтуде
office-unknown = Нәтижесі әзірге белгісіз
office-unknown-none = Әр төлемнің нәтижесі белгілі.
office-late = { $limit } асты: банкке қоңырау шалыңыз.
office-late-title = Нәтижелер тым ұзақ белгісіз
office-late-text = { $limit } асқан, нәтижесі жоқ төлемдер: { $count }. Төлеушілер әзірге қайта төлей алмайды.

## States
office-state-created = басталған
office-state-customer = төлеушіде
office-state-sent = банкке жіберілген
office-state-pending = банк өңдеуде
office-state-unknown = белгісіз
office-state-paid = төленген
office-state-declined = қабылданбаған
office-state-closed = жабылған, ештеңе алынбаған
office-state-refunded = қайтарылған
office-state-part-refunded = ішінара қайтарылған
office-state-disputed = төлеушінің банкі қайтарып алған

## Holds
office-hold-amount = Басқа сома алынған
office-hold-amount-do = Банк үзіндісімен салыстырыңыз. Содан кейін ақшаны қайтарыңыз немесе үзінді жолымен шешім ұсыныңыз.
office-hold-duplicate = Екі рет төленген
office-hold-duplicate-do = Бір төлем жеткілікті. Екіншісін қайтаруды сұраңыз.
office-hold-contradiction = Банк өз сөзіне қайшы келеді
office-hold-contradiction-do = Қай жауабы дұрыс екенін банктен жазбаша сұрап, хатымен бірге шешім ұсыныңыз.
office-hold-late = Қажет болмай қалғанда төленген
office-hold-late-do = Өтінішке бұл төлем қажет болмаса, қайтаруды сұраңыз.
office-hold-unmatched = Банк тізілімінде жоқ
office-hold-unmatched-do = Банктің сол және келесі күнгі тізілімінде жоқ. Ақша қайда екенін банктен сұраңыз.
office-hold-unresolved = Банк жауап бермейді
office-hold-unresolved-do = Үш күнгі сұраулар нәтиже бермеді. Сол күннің тізілімін жүктеңіз немесе банк хатымен шешім ұсыныңыз.
office-hold-charged-back = Төлеушінің банкі ақшаны қайтарып алды
office-hold-charged-back-do = Виза туралы өтініштер қызметкерімен шешіп, істі қаралған деп жабыңыз.

## One payment, one attempt
office-payment = Төлем
office-payment-attempts = Осы төлемнің әрекеттері
office-payment-none = Төлем тәсілі әлі таңдалмаған.
office-attempt = Төлем әрекеті
office-provider-ref = Банк операциясының нөмірі
office-approval = Мақұлдау коды
office-instrument = Немен төленген
office-query = Банктен қазір сұрау
office-queried = Соңғы сұрау
office-never-queried = Банктен әлі сұралмаған.
office-query-done = Банктен сұралуда. Бірнеше секундтан кейін бетті жаңартыңыз.
office-evidence = Дәлелдер ретімен
office-evidence-opened = Ашылған
office-evidence-request = Банкке сұрау
office-evidence-reply = Банктің жауабы
office-evidence-customer = Төлеуші
office-evidence-callback = Банктің хабарламасы
office-evidence-observation = Модуль не оқыды
office-evidence-fault = Модуль ақауы
office-evidence-step = Қадам
office-evidence-settlement = Тізілім жолы
office-evidence-staff = Қызметкер
office-evidence-refund = Қайтару
office-entries = Кітаптағы жазбалар
office-entries-none = Бұл әрекет бойынша ештеңе енгізілмеген.

## Decisions
office-decide = Шешім
office-decide-open = Шешім ұсыну
office-decision = Не шешіледі
office-decision-paid = Төленген: ақша банк құжаттарында көрінеді
office-decision-not-paid = Төленбеген: банк құжаттары бойынша ештеңе алынбаған
office-decision-returned = Біздің қайтаруымызсыз банк қайтарған
office-decision-refund-done = Басталған қайтару орындалды
office-decision-refund-not-done = Басталған қайтару орындалмады
office-decision-charged-back = Төлеушінің банкі ақшаны қайтарып алды
office-decision-reviewed = Қаралды: белгілерді алу, қалғаны өзгеріссіз
office-reason = Себебі
office-reason-hint = Екінші қызметкер сізсіз түсінетін бірнеше сөз. Жеке деректерсіз.
office-shown-by = Немен расталады
office-shown-by-hint = Мысалы, үзінді жолы немесе банк хатының нөмірі мен күні
office-propose = Ұсыну
office-propose-done = Ұсынылды. Екінші қызметкер шешеді.
office-proposed-at = Ұсынылған
office-decision-waits = Шешім екінші қызметкерді күтуде
office-own-proposal = Мұны өзіңіз ұсындыңыз: екінші қызметкер шешеді.
office-waits-chief = Басшы шешеді.
office-approve = Келісу
office-reject = Бас тарту
office-decide-done = Шешіміңіз жазылды.
office-choose-decision = Не шешілетінін таңдаңыз.
office-choose-verdict = Екі батырманың бірін басыңыз: келісу немесе бас тарту.

## Refunds
office-refund = Қайтару
office-refund-open = Қайтаруды сұрау
office-refunds = Қайтарулар
office-refund-amount = Теңгемен сомасы
office-refund-hint = { $most } аспайды, мысалы { $plain }
office-refund-ask = Қайтаруды сұрау
office-refund-done = Сұралды. Қайтару туралы екінші қызметкер шешеді.
office-refund-proposed = қайтару ұсынылған
office-refund-asked = қайтару екінші қызметкерді күтуде
office-refund-approved = қайтару келісілді, әлі жіберілмеген
office-refund-refunding = қайтару банкте
office-refund-refunded = қайтарылды
office-refund-rejected = қайтарудан бас тартылды
office-refund-failed = қайтару орындалмады
office-amount-malformed = Соманы теңгемен жазыңыз, мысалы 31062,40.

## Settlement files
office-settlement-import = Тізілімді жүктеу
office-settlement-file = Банк файлы
office-settlement-hint = 1 МБ-тан аспайды. Сол файлды қайта жүктеуге болады: белгілі жолдар ештеңені өзгертпейді.
office-settlement-send = Жүктеу
office-settlement-choose = Файлды жасаған банктің модулін таңдаңыз.
office-settlement-no-file = Файлды таңдаңыз.
office-settlement-done = Жүктелді. Жол саны: { $lines }, жаңасы: { $new }.
office-settlement-open = Сәйкестігі жоқ жолдар
office-settlement-open-none = Әр жол төлемге сәйкес.
office-settlement-files = Файлдар
office-settlement-files-none = Әлі файл жүктелмеген.
office-settlement-report = Тізілім есебі
office-settlement-counts = Қорытынды
office-settlement-lines = Файл жолдары
office-settlement-more = Қалған жолдар жүктелетін есепте.
office-settlement-csv = Есепті жүктеп алу (CSV)
office-line-matched = сәйкес
office-line-missing-here = бізде жоқ
office-line-missing-there = банк тізілімінде жоқ
office-line-amount = басқа сома
office-line-duplicate = қайталанған
office-line-status = бізде күйі басқа

## Ledger
office-balance = Айналым ведомосы
office-balanced = Дебет кредитке тең
office-unbalanced = Дебет кредитке тең емес: әкімшіге хабарласыңыз
office-sum = Жиыны
office-treasury = Қазынашылыққа
office-treasury-text = Күн ішінде енгізілген немесе алынған әр алымға бір жол, 620301 / 911 / 108126 кодтарымен.
office-day = Күн
office-treasury-take = Файлды жүктеп алу (CSV)

## Plugins
office-plugins-table = Баптаулардағы модульдер
office-plugins-none = Баптауларда төлем модулі жоқ.
office-plugins-loose = Төлем модульдері толық оқшауланбаған
office-plugins-loose-text = Жүйе ядросында қажетті құрал жоқ ({ $how }). Ақша қабылдамас бұрын жаңартыңыз.
office-plugin-on = жұмыс істейді
office-plugin-off = өшірулі
office-plugin-resting = ақаулардан кейін тынығуда
office-plugin-resting-text = Қатарынан тым көп ақау болды. Біраздан кейін өзі қайта қосылады; себебі журналда.
office-plugin-disabled = тек басталғанын аяқтайды
office-plugin-live = нақты ақша
office-plugin-test = ТЕСТ жүйесі
office-plugin-ungranted = Рұқсат етілмегенді сұрайды:
office-plugin-verified = деңгейі { $level }, хаттамасы { $protocol }, тексеру жиынтығы { $kit }
office-plugin-unverified = жиынтықпен тексерілмеген: evisa plugin check
