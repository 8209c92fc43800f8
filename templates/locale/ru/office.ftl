# The staff pages: money, settlement files, the ledger, payment plugins.

## Navigation and roles
office-title = Страницы сотрудников
office-home = Начало
office-home-text = Отсюда начинают сотрудники.
office-your-role = Ваша роль: { $role }.
office-nothing-yet = Для этой роли страниц пока нет.
office-role-applicant = заявитель
office-role-registrar = регистратор
office-role-case-officer = сотрудник по заявлениям
office-role-chief = руководитель
office-role-cashier = кассир
office-role-border-officer = сотрудник границы
office-role-administrator = администратор
office-role-auditor = аудитор
office-money = Деньги
office-money-text = Итоги дня, расхождения, неизвестные исходы.
office-settlements = Реестры банков
office-settlements-text = Что приняли банки, в сравнении с нашими оплатами.
office-ledger = Учётная книга
office-ledger-text = Оборотная ведомость и файл дня для Казначейства.
office-plugins = Платёжные модули
office-plugins-text = Что работает, как изолировано и почему что-то выключено.

## Columns
office-col-method = Способ
office-col-state = Состояние
office-col-attempts = Попыток
office-col-amount = Сумма
office-times = Время — алматинское (UTC+5).
office-col-application = Заявление
office-col-code = Код платежа
office-col-what = Что и что делать
office-col-expected = Ожидалось
office-col-taken = Списано
office-col-returned = Возвращено
office-col-opened = Открыта
office-col-age = Неизвестно уже
office-col-queries = Запросов
office-col-next = Следующий запрос
office-col-order = Номер заказа
office-col-entry = Запись
office-col-posted = Проведена
office-col-account = Счёт
office-col-debit = Дебет
office-col-credit = Кредит
office-col-second = Второй сотрудник
office-col-plugin = Модуль
office-col-lines = Строк
office-col-imported = Загружен
office-col-sha256 = SHA-256
office-col-occurred = Время в банке
office-col-version = Версия
office-col-confinement = Изоляция
office-col-verified = Проверен

## The day
office-find = Найти платёж
office-find-hint = Код платежа, номер заявления или номер заказа в банке
office-find-none = По этому номеру ничего нет. Сверьте его с квитанцией или выпиской банка и попробуйте ещё раз.
office-days = Другие дни
office-today = Сегодня
office-totals = Попытки за { $day }
office-totals-none = В этот день оплат не начинали.
office-totals-taken = Всего списано
office-held = Расхождения
office-held-none = Решения ничего не ждёт.
office-waits-decision = решение ждёт второго сотрудника
office-unknown = Исход пока неизвестен
office-unknown-none = Исход каждой оплаты известен.
office-late = Дольше { $limit }: позвоните в банк.
office-late-title = Исходы неизвестны слишком долго
office-late-text = Оплат без исхода дольше { $limit }: { $count }. Плательщики пока не могут оплатить снова.

## States
office-state-created = начата
office-state-customer = у плательщика
office-state-sent = отправлена в банк
office-state-pending = банк обрабатывает
office-state-unknown = неизвестно
office-state-paid = оплачена
office-state-declined = отклонена
office-state-closed = закрыта, ничего не списано
office-state-refunded = возвращена
office-state-part-refunded = возвращена частично
office-state-disputed = отозвана банком плательщика

## Holds
office-hold-amount = Списана другая сумма
office-hold-amount-do = Сверьте с выпиской банка. Затем верните деньги или предложите решение со строкой выписки.
office-hold-duplicate = Оплачено дважды
office-hold-duplicate-do = Достаточно одной оплаты. Запросите возврат второй.
office-hold-contradiction = Банк противоречит сам себе
office-hold-contradiction-do = Письменно спросите банк, какой из ответов верен, и предложите решение с его письмом.
office-hold-late = Оплачено, когда уже не требовалось
office-hold-late-do = Запросите возврат, если оплата заявлению больше не нужна.
office-hold-unmatched = Нет в реестре банка
office-hold-unmatched-do = В реестрах банка за этот и следующий день её нет. Спросите банк, где деньги.
office-hold-unresolved = Банк не отвечает
office-hold-unresolved-do = Три дня запросов ничего не дали. Загрузите реестр за тот день или предложите решение с письмом банка.
office-hold-charged-back = Банк плательщика отозвал деньги
office-hold-charged-back-do = Решите с сотрудником по заявлениям, что будет с визой, затем закройте случай как просмотренный.

## One payment, one attempt
office-payment = Платёж
office-payment-attempts = Попытки этого платежа
office-payment-none = Способ оплаты ещё не выбран.
office-attempt = Попытка оплаты
office-provider-ref = Номер операции банка
office-approval = Код одобрения
office-instrument = Оплачено с
office-query = Спросить банк сейчас
office-queried = Последний запрос
office-never-queried = Банк ещё не спрашивали.
office-query-done = Банк спрашивают. Обновите страницу через несколько секунд.
office-evidence = Свидетельства по порядку
office-evidence-opened = Открыта
office-evidence-request = Запрос в банк
office-evidence-reply = Ответ банка
office-evidence-customer = Плательщик
office-evidence-callback = Обращение банка
office-evidence-observation = Что прочёл модуль
office-evidence-fault = Сбой модуля
office-evidence-step = Шаг
office-evidence-settlement = Строка реестра
office-evidence-staff = Сотрудник
office-evidence-refund = Возврат
office-entries = Записи в книге
office-entries-none = По этой попытке ничего не проведено.

## Decisions
office-decide = Решение
office-decide-open = Предложить решение
office-decision = Что решается
office-decision-paid = Оплачено: деньги видны в документах банка
office-decision-not-paid = Не оплачено: по документам банка ничего не списано
office-decision-returned = Возвращено банком без нашего возврата
office-decision-refund-done = Начатый возврат выполнен
office-decision-refund-not-done = Начатый возврат не выполнен
office-decision-charged-back = Банк плательщика отозвал деньги
office-decision-reviewed = Просмотрено: снять отметки, остальное без изменений
office-reason = Причина
office-reason-hint = Несколько слов, понятных второму сотруднику без вас. Без персональных данных.
office-shown-by = Чем подтверждается
office-shown-by-hint = Например, строка выписки или номер и дата письма банка
office-propose = Предложить
office-propose-done = Предложено. Решает второй сотрудник.
office-proposed-at = Предложено
office-decision-waits = Решение ждёт второго сотрудника
office-own-proposal = Вы сами это предложили: решает второй сотрудник.
office-waits-chief = Решает руководитель.
office-approve = Согласиться
office-reject = Отклонить
office-decide-done = Ваше решение записано.
office-choose-decision = Выберите, что решается.
office-choose-verdict = Нажмите одну из двух кнопок: согласиться или отклонить.

## Refunds
office-refund = Возврат
office-refund-open = Запросить возврат
office-refunds = Возвраты
office-refund-amount = Сумма в тенге
office-refund-hint = Не больше { $most }, в виде { $plain }
office-refund-ask = Запросить возврат
office-refund-done = Запрошено. О возврате решает второй сотрудник.
office-refund-proposed = возврат предложен программой
office-refund-asked = возврат ждёт второго сотрудника
office-refund-approved = возврат согласован, ещё не отправлен
office-refund-refunding = возврат в банке
office-refund-refunded = возвращено
office-refund-rejected = возврат отклонён
office-refund-failed = возврат не выполнен
office-amount-malformed = Укажите сумму в тенге, например 31062,40.

## Settlement files
office-settlement-import = Загрузить реестр
office-settlement-file = Файл банка
office-settlement-hint = Не больше 1 МБ. Тот же файл можно загрузить снова: известные строки ничего не меняют.
office-settlement-send = Загрузить
office-settlement-choose = Выберите модуль банка, который составил файл.
office-settlement-no-file = Выберите файл.
office-settlement-done = Загружено. Строк: { $lines }, новых: { $new }.
office-settlement-open = Строки без соответствия
office-settlement-open-none = Каждая строка соответствует оплате.
office-settlement-files = Файлы
office-settlement-files-none = Файлов ещё не загружали.
office-settlement-report = Отчёт по реестру
office-settlement-counts = Итог
office-settlement-lines = Строки файла
office-settlement-more = Остальные строки есть в скачиваемом отчёте.
office-settlement-csv = Скачать отчёт (CSV)
office-line-matched = совпадает
office-line-missing-here = нет у нас
office-line-missing-there = нет в реестре банка
office-line-amount = другая сумма
office-line-duplicate = повтор
office-line-status = у нас другое состояние

## Ledger
office-balance = Оборотная ведомость
office-balanced = Дебет равен кредиту
office-unbalanced = Дебет не равен кредиту: позвоните администратору
office-sum = Итого
office-treasury = Для Казначейства
office-treasury-text = Строка на каждый сбор, проведённый или снятый за день, с кодами 620301 / 911 / 108126.
office-day = День
office-treasury-take = Скачать файл (CSV)

## Plugins
office-plugins-table = Модули из настроек
office-plugins-none = В настройках нет платёжных модулей.
office-plugins-loose = Платёжные модули изолированы не полностью
office-plugins-loose-text = Ядру системы не хватает средств ({ $how }). Обновите его, прежде чем принимать деньги.
office-plugin-on = работает
office-plugin-off = выключен
office-plugin-resting = отдыхает после сбоев
office-plugin-resting-text = Слишком много сбоев подряд. Скоро будет новая попытка; причина — в журнале.
office-plugin-disabled = только завершает начатое
office-plugin-live = настоящие деньги
office-plugin-test = ТЕСТОВАЯ система
office-plugin-ungranted = Просит то, что не разрешено:
office-plugin-verified = уровень { $level }, протокол { $protocol }, набор проверок { $kit }
office-plugin-unverified = набором не проверен: evisa plugin check
