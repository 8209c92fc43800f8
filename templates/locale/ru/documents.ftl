# Sentences of the printed documents: visa, receipt, instructions.

doc-state = Республика Казахстан
doc-portal = Визово-миграционный портал
doc-emblem-alt = Знак портала: солнце с лучами
doc-demonstration = ДЕМОНСТРАЦИЯ
doc-demonstration-note = Учебный образец. Для поездки недействителен.
doc-iin-bin = ИИН / БИН
doc-application-number = Номер заявки
doc-invitation-number = Номер приглашения
doc-list-separator = {"; "}
doc-visa-number = Номер визы

# Visa
doc-visa-title = Электронная виза
doc-visa-word = ВИЗА
doc-visa-subject = Электронная виза { $number }
doc-visa-place-of-issue = Место выдачи
doc-visa-valid-from = Действительна с
doc-visa-valid-until = Действительна до
doc-visa-entries = Кратность
doc-visa-document-number = Номер визы
doc-visa-category = Категория
doc-visa-name = Фамилия, имена
doc-visa-stay-days = Пребывание, дней
doc-visa-issued-on = Дата выдачи
doc-visa-fee = Уплачено
doc-visa-passport = Номер паспорта
doc-visa-sex = Пол
doc-visa-birth-date = Дата рождения
doc-visa-nationality = Гражданство
doc-visa-seal = Цифровая печать
doc-visa-seal-alt = Видимая цифровая печать: подписанные сведения этой визы для проверочных устройств
doc-visa-qr-alt = QR-код, который открывает страницу проверки этой визы
doc-visa-barcode-alt = QR-код с подписанными сведениями этой визы для проверки без сети
doc-visa-photo-alt = Солнце на месте фотографии: эта виза выдается без фотографии
doc-visa-check = Проверить визу
doc-visa-check-how = Наведите камеру на код или откройте:
doc-visa-barcode-how = Программа проверки читает код без сети. Или откройте:
doc-visa-particulars = Сведения
doc-visa-validity = Срок действия
doc-visa-validity-words =
    { $entries ->
        [one] Въезд и выезд с { $from } по { $until }; { $entries } въезд.
        [few] Въезд и выезд с { $from } по { $until }; { $entries } въезда.
       *[other] Въезд и выезд с { $from } по { $until }; { $entries } въездов.
    }
doc-visa-stay = Пребывание
doc-visa-stay-words =
    { $days ->
        [one] Не более { $days } дня в Республике Казахстан.
       *[other] Не более { $days } дней в Республике Казахстан.
    }
doc-visa-entry-points = Въезд и выезд только через
doc-visa-inviter = Приглашающая сторона
doc-visa-stay-address = Адрес пребывания
doc-visa-rules = Что нужно знать
doc-visa-rule-show = Распечатайте эту страницу и предъявите ее вместе с паспортом на паспортном контроле при въезде и при выезде.
doc-visa-rule-carry = Имейте эту страницу и паспорт при себе в течение всего пребывания.
doc-visa-rule-airports = Через другие пункты пропуска по электронной визе проехать нельзя.
doc-visa-rule-passport = Виза действует только с указанным выше паспортом. Если паспорт другой или сведения в нем отличаются, оформите новую визу.
doc-visa-rule-children = Виза выдана на одного человека. Иностранцам, въезжающим с детьми, она не выдается.
doc-visa-rule-host = Принимающая сторона сообщает о Вашем прибытии в миграционную службу в течение 3 рабочих дней.
doc-visa-rule-extension = Виза не продлевается. Выезжайте вовремя.

# Receipt
doc-receipt-title = Электронная квитанция
doc-receipt-subject = Электронная квитанция { $code }
doc-receipt-paid = Оплачено
doc-receipt-amounts = Суммы
doc-receipt-parties = Плательщик и получатель
doc-receipt-payment = Платеж
doc-receipt-payer = Плательщик
doc-receipt-beneficiary = Получатель платежа
doc-receipt-bank = Банк получателя
doc-receipt-tax-code = Код налогового органа
doc-receipt-knp = Код назначения платежа (КНП)
doc-receipt-kbk = Код бюджетной классификации (КБК)
doc-receipt-purpose = Назначение платежа
doc-receipt-purpose-words = Госпошлина за электронную визу: { $category }
doc-receipt-fee = Госпошлина
doc-receipt-rate = Курс
doc-receipt-rate-words = { $dollar } = { $tenge }, { $source }, { $date }
doc-receipt-sum = Сумма без комиссии
doc-receipt-commission = Комиссионный сбор
doc-receipt-commission-by-bank = {$amount}, взимает банк
doc-receipt-total = Всего уплачено
doc-receipt-method = Способ оплаты
doc-receipt-instrument = Оплачено с
doc-receipt-reference = Номер операции у поставщика платежа
doc-receipt-approval = Код подтверждения
doc-receipt-code = Уникальный код платежа
doc-receipt-note-keep = Сохраните квитанцию. Она остается в личном кабинете, в разделе «Визы».
doc-receipt-note-refund = Консульский сбор не возвращается.

# Instructions
doc-instructions-title = Как получить электронную визу
doc-instructions-lead = Подать заявку, оплатить и получить визу можно на портале: { $address }
doc-instructions-need = Что понадобится
doc-instructions-need-invitation = Номер действующего приглашения: 10 цифр, его сообщает приглашающая сторона в Казахстане. Без приглашения электронная виза не выдается.
doc-instructions-need-passport = Ваш паспорт. Указывайте все точно так, как в паспорте и в приглашении.
doc-instructions-need-account = Учетная запись на портале: зарегистрируйтесь с адресом e-mail и паролем. Если Вы были зарегистрированы на старом портале, зарегистрируйтесь заново.
doc-instructions-need-payment = Средство оплаты: банковская карта, электронный кошелек или баланс мобильного телефона.
doc-instructions-need-kinds = Электронная виза однократная и выдается для деловой поездки, туризма или лечения. Иностранцам, въезжающим с детьми, она не выдается.
doc-instructions-fees = Госпошлина
doc-instructions-fees-note = Госпошлина установлена в долларах США и оплачивается в тенге по курсу Национального Банка. Она не возвращается.
doc-instructions-start = Начало
doc-instructions-start-words = Войдите на портал, в разделе «Услуги портала» выберите «Электронная виза», прочитайте страницу услуги, укажите страну и кратность визы и нажмите «Получить визу».
doc-instructions-step-1 = Шаг 1. Личные данные
doc-instructions-step-1-form = Заполните пять полей: номер приглашения, номер паспорта, пол, дата рождения, гражданство. Нажмите «Далее».
doc-instructions-step-1-confirm = Проверьте, что показывает страница: Ваши данные, приглашающую сторону с ИИН / БИН и адресом и адрес пребывания. Если все верно, поставьте отметку и нажмите «Далее». При недостоверных сведениях виза недействительна.
doc-instructions-step-2 = Шаг 2. Оплата
doc-instructions-step-2-facts = На странице указаны плательщик, получатель, коды и сумма. Нажмите «Оплатить»: откроется платежный шлюз электронного правительства (E-Pay).
doc-instructions-step-2-method = Выберите способ оплаты по значку. Показанная сумма не включает комиссию; комиссия добавляется по таблице.
doc-instructions-step-2-limit =
    { $attempts ->
        [one] На оплату дается { $minutes } минут и { $attempts } попытка.
        [few] На оплату дается { $minutes } минут и { $attempts } попытки.
       *[other] На оплату дается { $minutes } минут и { $attempts } попыток.
    }
doc-instructions-step-2-wait = Нажав «Оплатить», дождитесь ответа и не закрывайте страницу. Затем откроется электронная квитанция; распечатайте ее сразу или позже в личном кабинете.
doc-instructions-methods = Способы оплаты и комиссии
doc-instructions-method = Способ оплаты
doc-instructions-commission = Комиссия
doc-instructions-step-3 = Шаг 3. Результат
doc-instructions-step-3-download = Портал сам вернется к результату услуги. Нажмите «Скачать визу (PDF)».
doc-instructions-step-3-wait = Если платеж еще обрабатывается, дождитесь подтверждения.
doc-instructions-step-3-update = Если деньги списаны, а в кабинете показано «Оплата не завершена», нажмите «Обновить статус» рядом с заявкой. Статус станет «Одобрено. Оплата завершена», и виза откроется.
doc-instructions-term = Решение принимается в течение 5 рабочих дней. Если согласующие органы не ответили вовремя, виза готова через 1 рабочий день после их согласования.
doc-instructions-print = Печать и поездка
doc-instructions-print-how = Откройте визу и нажмите «Печать». Чтобы сохранить файл, выберите «Сохранить как PDF», папку и нажмите «Сохранить».
doc-instructions-print-border = Предъявите распечатанную визу с паспортом на паспортном контроле и имейте их при себе в течение пребывания.
doc-instructions-print-airports = Въезд и выезд только через: { $places }.
doc-instructions-print-host = Принимающая сторона сообщает о Вашем прибытии в миграционную службу в течение 3 рабочих дней.
