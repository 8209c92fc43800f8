# The life of a visa after its issue: its end, the staff's pages about it, checking it, the border.

## What a visa is worth
visa-standing-not-yet = Әлі күшіне енген жоқ
visa-standing-valid = Жарамды
visa-standing-expired = Мерзімі өткен
visa-standing-revoked = Қайтарып алынған
visa-standing-annulled = Күші жойылған
visa-standing-replaced = Түзетілген визамен ауыстырылған
visa-ground-purpose-gone = шақырушы тарап бас тартты немесе сапардың мақсаты жойылды
visa-ground-rules-broken = болу қағидалары бұзылды
visa-ground-authorities = құзыретті органдардың шешімі
visa-ground-holder-asked = виза иесінің өтініші бойынша
visa-ground-false-facts = виза жалған мәлімет немесе құжат арқылы алынған
visa-ground-issued-in-error = виза қате берілген: талаптар орындалмаған
visa-ground-mistake = визада қате болды, ол түзетілді
visa-life-choose-ground = Иесіне хабарланатын негізді таңдаңыз.
visa-life-waits = Бұл виза бойынша ұсыныс бар. Алдымен соны шешіңіз.
visa-life-nothing-proposed = Бұл виза бойынша ұсыныс жоқ. Бетін қайта ашыңыз.
visa-life-second-person = Мұны өзіңіз ұсындыңыз: басқа адам шешуі керек.
visa-life-over = Бұл визаның күші тоқтаған: онымен енді ештеңе істеуге болмайды. Бетін қайта ашыңыз.
visa-life-nothing-differs = Түзетілген деректер визадағымен бірдей. Қате жерін өзгертіңіз.

## Letters
mail-withdrawn-subject = { $number } өтінімі: визаңыз енді жарамсыз
mail-withdrawn-body = { $visa } электрондық визаңыз енді жарамсыз. { $at } бастап мәртебесі: { $standing }.
mail-withdrawn-ground = Негізі: { $ground }.
mail-withdrawn-effect = Онымен сапарға шықпаңыз: шекарада басып шығарылғаны да қабылданбайды. Басып шығарылған визаны жойыңыз.
mail-withdrawn-ask = Келіспесеңіз немесе түсініксіз болса, Қазақстан елшілігіне жазып, екі нөмірді де көрсетіңіз.
mail-corrected-subject = { $number } өтінімі: визаңыз түзетілді
mail-corrected-body = { $old } визаңызда қате болды. Біз оны түзеттік: енді визаңыздың нөмірі { $visa }, ол хатқа тіркелген.
mail-corrected-effect = { $old } визасы енді жарамсыз. Басып шығарылғанын жойып, жаңасын басып шығарыңыз да, паспортпен салыстырыңыз.

## What the holder sees
visas-now-withdrawn-visa = { $number } визаңыз енді жарамсыз. Мәртебесі: { $standing }. Негізі: { $ground }. Онымен сапарға шықпаңыз.
visas-withdrawn-title = Визаңыз енді жарамсыз
visas-withdrawn-ask = Келіспесеңіз, Қазақстан елшілігіне жазыңыз.
visas-corrected-title = Визаңыз түзетілді
visas-corrected-text = { $old } визасында қате болды, ол енді жарамсыз. Жаңа { $number } визасын пайдаланыңыз: оны қайта жүктеп, басып шығарыңыз.

## The staff's pages about visas
office-visas = Визалар
office-visas-text = Берілген визалар: табу, тарихын көру, қайтарып алу, күшін жою немесе түзету.
office-visas-find = Нөмір
office-visas-find-hint = Визаның, өтінімнің, шақырудың немесе паспорттың.
office-visas-found = Табылды
office-visas-none = Мұндай нөмірлі виза жоқ. Цифрларын бір-бірлеп салыстырыңыз.
office-visas-waiting = Екінші адам шешуі керек
office-visas-waiting-none = Ұсыныс жоқ.
office-visas-newest = Соңғы визалар
office-visas-empty = Виза әлі берілген жоқ.
office-visa-number = Виза
office-visa-holder = Иесі
office-visa-standing = Бүгінгі мәртебесі
office-visa-validity = Жарамдылық мерзімі
office-visa-title = { $number } визасы
office-visa-facts = Визаның деректері
office-visa-end = Күші қалай тоқтады
office-visa-ended-at = Күні
office-visa-ground = Иесіне хабарланатын негіз
office-visa-replaced-by = Түзетілген виза
office-visa-replaces = Түзететін визасы
office-visa-history = Тарихы
office-visa-what = Не істелді
office-visa-when = Қашан
office-visa-who = Кім
office-visa-note = Егжей-тегжейі
office-visa-act-issue = берілді
office-visa-act-propose = ұсынылды
office-visa-act-reject = екінші адам қабылдамады
office-visa-act-revoke = қайтарып алынды
office-visa-act-annul = күші жойылды
office-visa-act-reissue = түзетілген визамен ауыстырылды
office-visa-act-seal = цифрлық мөр қойылды
office-visa-act-seal-waits = мөр қоятын кілтті күтуде
office-visa-act-check = шекарада тексерілді
office-visa-program = бағдарлама
office-visa-person = қызметкер { $id }
office-visa-proposal = Ұсынылды, екінші адамды күтуде
office-visa-event = Не істеу керек
office-visa-event-revoke = Визаны қайтарып алу
office-visa-event-annul = Визаның күшін жою
office-visa-event-reissue = Визаны түзету
office-visa-revoke-text = Негізі жойылды: осы сәттен бастап виза жарамсыз. Бұрынғысы заңды болып қалады.
office-visa-annul-text = Ол берілмеуі керек еді: берілмеген болып саналады.
office-visa-reissue-text = Онда қате бар. Орнына жаңа нөмірі мен мөрі бар түзетілген виза беріледі; ескісі бірден жарамсыз болады.
office-visa-reason = Неліктен, сөзбен
office-visa-reason-hint = Тек қызметкерлер үшін: шешетін адам сізсіз түсінуі керек. Иесіне жоғарыдағы негіз хабарланады.
office-visa-propose = Ұсыну
office-visa-proposed-done = Ұсынылды. Екінші адам шешуі керек; оған дейін виза өзгермейді.
office-visa-decided-done = Шешілді. Иесіне e-mail арқылы хабарланады.
office-visa-correct-hint = Паспорттағыдай.
office-visa-to-propose = Ұсыныс жасау

## Checking a visa, for everybody
verify-title = Визаны тексеру
verify-lead = Қазақстанның электрондық визасы шынайы ма және бүгін жарамды ма? Кез келген адам тексере алады: иесі, әуекомпания, қабылдаушы тарап.
verify-numbers = Екі нөмір бойынша
verify-visa-number = Виза нөмірі
verify-visa-number-hint = EV және жеті цифр, визаның жоғарғы жағында басылған.
verify-visa-number-wrong = Виза нөмірін теріңіз: EV және жеті цифр.
verify-check = Тексеру
verify-another = Басқа визаны тексеру
verify-qr = Немесе телефон камерасын визадағы шаршы кодқа бағыттаңыз: ол осы жауапқа апарады.
verify-is-valid = Шынайы, бүгін жарамды
verify-is-not-yet = Шынайы, бірақ әлі күшіне енген жоқ
verify-is-expired = Шынайы, бірақ мерзімі өткен
verify-is-revoked = Қайтарып алынған: кіруге құқық бермейді
verify-is-annulled = Күші жойылған: кіруге құқық бермейді
verify-is-replaced = Түзетілген визамен ауыстырылған: мұнысы кіруге құқық бермейді
verify-is-unknown = Тізілімде мұндай виза жоқ
verify-do-valid = Төмендегі деректерді виза және паспортпен салыстырыңыз. Айырмашылық болса, құжат өзгертілген.
verify-do-not-yet = Төменде көрсетілген алғашқы күннен бастап кіруге болады.
verify-do-expired = Кіру үшін жаңа виза қажет.
verify-do-withdrawn = Оны қабылдамаңыз. Негізін иесі жеке кабинетінен көреді.
verify-do-unknown = Нөмірлерді цифрма-цифр салыстырыңыз. Дұрыс болса, құжатты қабылдамаңыз: ол жалған болуы мүмкін.
verify-facts = Тізілімде не жазылған
verify-holder = Иесі, бас әріптері
verify-passport-end = Паспорт нөмірінің соңы
verify-entries = Кіру саны
verify-checked-at = Тексерілді: { $at }.

## The JSON interface
api-too-many-keys = Кілттер саны { $max } болды. Одан көп керек болса, бағдарлама әзірлеушісіне жазыңыз.
api-seal-malformed = Код байттарын толықтырылған base 64 түрінде жіберіңіз.

## The border
office-border = Шекара
office-border-text = Жолаушының визасын тексеру: мөріндегі деректер мен жазба қатар, желісіз де.
border-title = Жолаушының визасын тексеру
border-lead = Үш нәрсені салыстырыңыз: құжат, паспорт және төмендегі жазба. Олар бірдей болуы керек.
border-by-numbers = Нөмірлер бойынша
border-to-reader = Оқу құралын ашу: камера немесе файл, желісіз де
border-record = Жазба
border-unknown-do = Екі нөмірді де құжатпен салыстырыңыз. Дұрыс болса, құжатты ұстап, кезекшіні шақырыңыз: ол жалған болуы мүмкін.
border-withdrawn-do = Осы визамен өткізбеңіз. Негізі: { $ground }.
border-another = Келесі жолаушы

## The reader
reader-title = Виза оқу құралы
reader-lead = Оқу құралы визаның шаршы кодындағы қолтаңбаны осы браузерде тексереді. Бір рет ашылған соң, ол сақтаған сенім тізімімен желісіз де жұмыс істейді.
reader-needs-script = Бұл бетке JavaScript керек. Онсыз нөмірлер бойынша тексеріңіз.
reader-camera = Камераны қосу
reader-stop = Камераны өшіру
reader-no-camera = Камера қолжетімсіз. Осы бетке рұқсат беріңіз немесе сурет таңдаңыз.
reader-file = Немесе визаның суреті
reader-file-hint = PNG немесе JPEG, анық және қиылмаған.
reader-trust-none = Сенім тізімі әлі жоқ. Желіге бір рет қосылыңыз.
reader-trust = Сенім тізімінің уақыты:
reader-trust-old = Сенім тізімі бір аптадан ескі: содан бері қайтарып алынған визалар мұнда белгісіз.
reader-demonstration = Сенім тізімі — оқу нұсқасы: ол бойынша тексерілгеннің ешқайсысы виза емес.
reader-read-error = Код табылмады
reader-read-error-do = Визаны тегіс, жарықта ұстаңыз, шаршы кадрға толық сыйсын.
reader-wrong-format = Бұл код визаның мөрі емес
reader-wrong-format-do = Визада екі код бар: мекенжайы бар кодты емес, мөрді оқыңыз.
reader-unknown-certificate = Қол қоюшы сенім тізімінде жоқ
reader-unknown-certificate-do = Сенім тізімін жаңартып, қайта оқыңыз. Сонда да белгісіз болса, өткізбеңіз: мөр жалған болуы мүмкін.
reader-invalid-signature = Өзгертілген: қолтаңба сәйкес емес
reader-invalid-signature-do = Өткізбеңіз. Құжатты ұстап, кезекшіні шақырыңыз.
reader-revoked-certificate = Қол қоюшының сертификаты қайтарып алынған
reader-expired-certificate = Қол қоюшы сертификатының мерзімі өткен
reader-certificate-do = Тек мөр бойынша өткізбеңіз: жазбаны тексеріңіз немесе кезекшіден сұраңыз.
reader-valid = Шынайы: қолтаңба дұрыс
reader-do-valid = Төмендегі деректерді паспортпен салыстырыңыз; қағаздағы қалғаны мөрмен қорғалмаған. Визаның алғашқы күні қағазда және жазбада көрсетілген.
reader-withdrawn = Күші тоқтатылған: кіруге құқық бермейді
reader-facts = Визаның мөрінде
reader-fact-name = Аты-жөні
reader-fact-valid-to = Жарамды мерзімі
reader-fact-stay = Болу күндері
reader-fact-issued = Берілген күні
reader-fact-signer = Қол қоюшы
reader-trust-refresh = Сенім тізімін жаңарту

## Pictures of visas
verify-by-picture = Файл бойынша
verify-picture = PDF түріндегі виза, оның фотосы немесе сканы
verify-picture-hint = PDF, PNG немесе JPEG, 8 МБ-тан аспайтын. Сурет анық болып, нүктелі шаршы код толық көрінуі керек. Файл сақталмайды.
verify-picture-send = Файлды тексеру
verify-picture-missing = Визаның файлын таңдаңыз.
verify-picture-unreadable = Бұл оқуға болатын PDF, PNG немесе JPEG емес. Визаны суретке түсіріңіз немесе екі нөмір бойынша тексеріңіз.
verify-picture-large = Суреттің пиксельдері тым көп. Бір қабырғасы 9000 пиксельден аспайтын сурет жасаңыз.
border-both = Мөрде және жазбада
border-fact = Дерек
border-sealed = Мөрде
border-recorded = Жазбада
border-same = Салыстыру
border-same-yes = бірдей
border-same-no = өзгеше
border-differs = Мөр мен жазба өзгеше
border-differs-do = Құжат бойынша өткізбеңіз: кезекшіні шақырыңыз.
