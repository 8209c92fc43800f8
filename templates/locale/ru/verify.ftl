# The life of a visa after its issue: its end, the staff's pages about it, checking it, the border.

## What a visa is worth
visa-standing-not-yet = Еще не действует
visa-standing-valid = Действительна
visa-standing-expired = Срок действия истек
visa-standing-revoked = Отозвана
visa-standing-annulled = Аннулирована
visa-standing-replaced = Заменена исправленной визой
visa-ground-purpose-gone = приглашающая сторона отозвала приглашение или цель поездки отпала
visa-ground-rules-broken = нарушены правила пребывания
visa-ground-authorities = решение компетентных органов
visa-ground-holder-asked = по просьбе владельца визы
visa-ground-false-facts = виза получена по ложным сведениям или документам
visa-ground-issued-in-error = виза выдана по ошибке: условия не были выполнены
visa-ground-mistake = в визе была ошибка, она исправлена
visa-life-choose-ground = Выберите основание, которое сообщат владельцу.
visa-life-waits = По этой визе уже есть предложение. Сначала решите его.
visa-life-nothing-proposed = По этой визе больше нет предложений. Откройте ее страницу снова.
visa-life-second-person = Это предложили Вы: решить должен другой сотрудник.
visa-life-over = Действие этой визы закончилось: с ней больше ничего нельзя сделать. Откройте ее страницу снова.
visa-life-nothing-differs = Исправленные данные совпадают с визой. Измените то, что неверно.

## Letters
mail-withdrawn-subject = Заявка { $number }: Ваша виза больше не действует
mail-withdrawn-body = Ваша электронная виза { $visa } больше не действует. Ее статус с { $at }: { $standing }.
mail-withdrawn-ground = Основание: { $ground }.
mail-withdrawn-effect = Не отправляйтесь с ней в поездку: на границе ее не примут, даже распечатанную. Уничтожьте распечатку.
mail-withdrawn-ask = Если Вы не согласны или что-то неясно, напишите в посольство Казахстана и укажите оба номера.
mail-corrected-subject = Заявка { $number }: Ваша виза исправлена
mail-corrected-body = В Вашей визе { $old } была ошибка. Мы ее исправили: теперь номер Вашей визы { $visa }, она приложена.
mail-corrected-effect = Виза { $old } больше не действует. Уничтожьте ее распечатку, распечатайте новую и сравните с паспортом.

## What the holder sees
visas-now-withdrawn-visa = Ваша виза { $number } больше не действует. Статус: { $standing }. Основание: { $ground }. Не отправляйтесь с ней в поездку.
visas-withdrawn-title = Ваша виза больше не действует
visas-withdrawn-ask = Если Вы не согласны, напишите в посольство Казахстана.
visas-corrected-title = Ваша виза исправлена
visas-corrected-text = В визе { $old } была ошибка, она больше не действует. Пользуйтесь новой, { $number }: скачайте и распечатайте ее заново.

## The staff's pages about visas
office-visas = Визы
office-visas-text = Выданные визы: найти, увидеть историю, отозвать, аннулировать или исправить.
office-visas-find = Номер
office-visas-find-hint = Визы, заявки, приглашения или паспорта.
office-visas-found = Найдено
office-visas-none = Визы с таким номером нет. Сверьте его цифра за цифрой.
office-visas-waiting = Решить должен второй сотрудник
office-visas-waiting-none = Предложений нет.
office-visas-newest = Последние визы
office-visas-empty = Визы еще не выдавались.
office-visa-number = Виза
office-visa-holder = Владелец
office-visa-standing = Статус сегодня
office-visa-validity = Срок действия
office-visa-title = Виза { $number }
office-visa-facts = Данные визы
office-visa-end = Как закончилось действие
office-visa-ended-at = Дата
office-visa-ground = Основание, которое сообщают владельцу
office-visa-replaced-by = Исправленная виза
office-visa-replaces = Исправляет визу
office-visa-history = История
office-visa-what = Что сделано
office-visa-when = Когда
office-visa-who = Кто
office-visa-note = Подробности
office-visa-act-issue = выдана
office-visa-act-propose = предложено
office-visa-act-reject = второй сотрудник отклонил
office-visa-act-revoke = отозвана
office-visa-act-annul = аннулирована
office-visa-act-reissue = заменена исправленной визой
office-visa-act-seal = цифровая печать поставлена
office-visa-act-seal-waits = ждёт ключа для печати
office-visa-act-check = проверена на границе
office-visa-program = программа
office-visa-person = сотрудник { $id }
office-visa-proposal = Предложено, ждет решения второго сотрудника
office-visa-event = Что сделать
office-visa-event-revoke = Отозвать визу
office-visa-event-annul = Аннулировать визу
office-visa-event-reissue = Исправить визу
office-visa-revoke-text = Основание отпало: с этой минуты виза не действует. Все, что было раньше, остается законным.
office-visa-annul-text = Ее не следовало выдавать: она считается невыданной.
office-visa-reissue-text = В ней ошибка. Ее место займет исправленная виза с новым номером и новой печатью; старая сразу перестанет действовать.
office-visa-reason = Почему, своими словами
office-visa-reason-hint = Только для сотрудников: тот, кто решает, должен понять без Вас. Владельцу сообщат основание выше.
office-visa-propose = Предложить
office-visa-proposed-done = Предложено. Решить должен второй сотрудник; до этого виза остается прежней.
office-visa-decided-done = Решено. Владельцу сообщат по e-mail.
office-visa-correct-hint = Как в паспорте.
office-visa-to-propose = Предложить действие

## Checking a visa, for everybody
verify-title = Проверить визу
verify-lead = Подлинна ли электронная виза Казахстана и действует ли она сегодня? Проверить может каждый: владелец, авиакомпания, принимающая сторона.
verify-numbers = По двум номерам
verify-visa-number = Номер визы
verify-visa-number-hint = EV и семь цифр, как напечатано вверху визы.
verify-visa-number-wrong = Введите номер визы: EV и семь цифр.
verify-check = Проверить
verify-another = Проверить другую визу
verify-qr = Или наведите камеру телефона на квадратный код на визе: он ведет к тому же ответу.
verify-is-valid = Подлинная, сегодня действует
verify-is-not-yet = Подлинная, но еще не действует
verify-is-expired = Подлинная, но срок действия истек
verify-is-revoked = Отозвана: права на въезд не дает
verify-is-annulled = Аннулирована: права на въезд не дает
verify-is-replaced = Заменена исправленной визой: эта права на въезд не дает
verify-is-unknown = Такой визы в реестре нет
verify-do-valid = Сравните данные ниже с визой и паспортом. Если что-то отличается, документ подделан.
verify-do-not-yet = Въезд возможен с первого дня, указанного ниже.
verify-do-expired = Для въезда нужна новая виза.
verify-do-withdrawn = Не принимайте ее. Основание владелец видит в личном кабинете.
verify-do-unknown = Сверьте номера цифра за цифрой. Если они верны, не принимайте документ: возможно, это подделка.
verify-facts = Что записано в реестре
verify-holder = Владелец, первые буквы
verify-passport-end = Номер паспорта, последние знаки
verify-entries = Число въездов
verify-checked-at = Проверено: { $at }.

## The JSON interface
api-too-many-keys = Ключей уже { $max }. Прежде чем понадобится больше, обратитесь к разработчику программы.
api-seal-malformed = Передайте байты кода в base 64 с дополнением.

## The border
office-border = Граница
office-border-text = Проверить визу путешественника: данные в ее печати рядом с записью, в том числе без сети.
border-title = Проверка визы путешественника
border-lead = Сравните три вещи: документ, паспорт и запись ниже. Они должны совпадать.
border-by-numbers = По номерам
border-to-reader = Открыть считыватель: камера или файл, в том числе без сети
border-record = Запись
border-unknown-do = Сверьте оба номера с документом. Если они верны, удержите документ и вызовите старшего смены: возможно, это подделка.
border-withdrawn-do = По этой визе не пропускать. Основание: { $ground }.
border-another = Следующий путешественник

## The reader
reader-title = Считыватель виз
reader-lead = Считыватель проверяет подпись в квадратном коде визы прямо в браузере. Открытый один раз, он работает и без сети, со списком доверия, который хранит.
reader-needs-script = Этой странице нужен JavaScript. Без него проверяйте по номерам.
reader-camera = Включить камеру
reader-stop = Выключить камеру
reader-no-camera = Камера недоступна. Разрешите ее для этой страницы или выберите снимок.
reader-file = Или снимок визы
reader-file-hint = PNG или JPEG, четкий и не обрезанный.
reader-trust-none = Списка доверия еще нет. Подключитесь к сети один раз.
reader-trust = Список доверия от:
reader-trust-old = Список доверия старше недели: отозванные с тех пор визы здесь неизвестны.
reader-demonstration = Список доверия — учебный: ничто из проверенного по нему не является визой.
reader-read-error = Код не найден
reader-read-error-do = Держите визу ровно, при хорошем свете, весь квадрат в кадре.
reader-wrong-format = Этот код не является печатью визы
reader-wrong-format-do = На визе два кода: считайте печать, а не код с адресом.
reader-unknown-certificate = Подписавшего нет в списке доверия
reader-unknown-certificate-do = Обновите список доверия и считайте снова. Если он остается неизвестным, не пропускайте: печать может быть поддельной.
reader-invalid-signature = Подделка: подпись не подходит
reader-invalid-signature-do = Не пропускайте. Удержите документ и вызовите старшего смены.
reader-revoked-certificate = Сертификат подписавшего отозван
reader-expired-certificate = Срок сертификата подписавшего истек
reader-certificate-do = Не пропускайте только по печати: проверьте запись или спросите старшего смены.
reader-valid = Подлинная: подпись верна
reader-do-valid = Сравните данные ниже с паспортом; остальное на бумаге печатью не защищено. Первый день визы указан на бумаге и в записи.
reader-withdrawn = Недействительна: права на въезд не дает
reader-facts = В печати визы
reader-fact-name = Имя
reader-fact-valid-to = Действительна до
reader-fact-stay = Дней пребывания
reader-fact-issued = Выдана
reader-fact-signer = Подписавший
reader-trust-refresh = Обновить список доверия

## Pictures of visas
verify-by-picture = По файлу
verify-picture = Виза в PDF, ее фотография или скан
verify-picture-hint = PDF, PNG или JPEG, не больше 8 МБ. Снимок должен быть четким, с целым квадратным кодом из точек. Файл не сохраняется.
verify-picture-send = Проверить файл
verify-picture-missing = Выберите файл визы.
verify-picture-unreadable = Это не PDF, PNG или JPEG, который можно прочитать. Сфотографируйте визу или проверьте ее по двум номерам.
verify-picture-large = В снимке слишком много пикселей. Сделайте снимок не больше 9000 пикселей по стороне.
border-both = В печати и в записи
border-fact = Данные
border-sealed = В печати
border-recorded = В записи
border-same = Сравнение
border-same-yes = совпадает
border-same-no = отличается
border-differs = Печать и запись отличаются
border-differs-do = Не пропускайте по документу: вызовите старшего смены.
