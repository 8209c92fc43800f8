# The applicant's visas: list, one application, result of the service, documents; and the inbox of a demonstration.

documents-not-yet = Документов пока нет: они откроются после оплаты. Если Вы уже оплатили, нажмите «Обновить статус» в разделе «Визы».
visa-seal-waits = Виза выдана, но ещё не заверена цифровой печатью. Документы откроются, как только она будет поставлена: зайдите через несколько минут.
name-not-printable = Эти знаки нельзя напечатать в визе: { $characters }. Введите имя латинскими или русскими буквами, как в паспорте.
name-not-latin = У знака «{ $letter }» нет латинского написания. Напишите имя латинскими буквами, как в двух нижних строках паспорта.
name-without-letters = В имени нет ни одной буквы. Напишите его как в паспорте.

## Status
visas-state-draft = Черновик
visas-state-in-review = На рассмотрении
visas-state-refused = Отказано
visas-state-withdrawn = Отозвано
visas-payment-checking = Оплата проверяется
visas-payment-refunded = Деньги возвращены
visas-payment-disputed = Платеж отозван банком

## My visas
visas-table = Заявки и визы
visas-col-documents = Электронная виза, квитанция
visas-col-send = Отправка
visas-comma = {", "}
visas-due = Решение до { $date }
visas-empty-title = У Вас пока нет виз
visas-empty-text = Чтобы подать заявку, нужны номер приглашения и паспорт.
visas-empty-start = Подать заявку на электронную визу
visas-search-label = Номер заявки или приглашения
visas-search-all = Показать все
visas-search-none = Среди Ваших заявок нет номера { $number }. Сверьте цифры с письмом или покажите все заявки.
visas-drafts = Еще не отправлено
visas-draft-begun = Заявка, начатая { $date }
visas-draft-missing = Осталось заполнить: { $fields }
visas-draft-match = Все заполнено. Продолжите: мы сверим сведения с приглашением.
visas-draft-confirm = Приглашение найдено. Подтвердите, что все верно, и оплатите сбор.
visas-draft-kept = Черновик хранится до { $date }.
visas-draft-discard = Удалить черновик
visas-sent = Документы отправляются на { $email }. Письмо обычно приходит за несколько минут.

## One application
visas-one-title = Заявка { $number }
visas-one-draft = Заявка еще не отправлена
visas-now-draft = Вы начали заполнять заявку. Она будет принята, когда Вы подтвердите и отправите ее.
visas-now-due = Заявка принята. Оплатите сбор, чтобы она двигалась дальше.
visas-now-checking = Мы выясняем у банка судьбу платежа. Не платите повторно, пока нет ответа.
visas-now-in-review = Сбор оплачен. Заявку рассматривает сотрудник.
visas-now-granted = Одобрено. Оплата завершена. Виза готова.
visas-now-refused = В визе отказано. Узнайте в посольстве Казахстана, можно ли обратиться снова; сбор не возвращается.
visas-now-withdrawn = Вы отозвали заявку. С тем же приглашением можно подать новую.
visas-next-title = Что может быть дальше
visas-next-submit = Вы подтверждаете сведения и отправляете заявку.
visas-next-fee-paid = Вы оплачиваете сбор: виза выдается сразу, так как приглашение уже согласовано.
visas-next-fee-paid-for-review = Вы оплачиваете сбор: сотрудник начинает рассматривать заявку.
visas-next-grant = Виза одобряется: мы пришлем ее по электронной почте и покажем здесь.
visas-next-refuse = В визе отказывают: мы напишем Вам.
visas-next-withdraw = Вы отзываете заявку: приглашение снова свободно.
visas-next-none = Больше ничего: заявка завершена.
visas-events = Что произошло
visas-event-begun = Вы начали заявку
visas-event-submit = Вы подтвердили сведения и отправили заявку
visas-event-fee-paid = Сбор оплачен, виза выдана
visas-event-fee-paid-for-review = Сбор оплачен, рассмотрение начато
visas-event-grant = Виза одобрена
visas-event-refuse = В визе отказано
visas-event-withdraw = Вы отозвали заявку
visas-documents = Документы
visas-not-yet = Электронная виза открывается только при статусе «Одобрено. Оплата завершена».
visas-taken-back = Эта виза больше не действительна, распечатать ее нельзя. Напишите в выдавшее ее посольство.
visa-place-of-issue = Астана
visas-open-print = Открыть для печати
visas-payment = Платеж
visas-payment-state = Статус платежа
visas-paid-at = Оплачено
visas-invitation = Приглашение
visas-category = Вид визы
visas-withdraw = Отозвать заявку

## The promised day
visas-promise = Решение будет принято до { $date }
visas-promise-why = Это { $period } после { $paid }, не считая нерабочих дней: { $off }.
visas-promise-why-plain = Это { $period } после { $paid }.
visas-promise-provisional = Перечень выходных дней того года еще не окончательный, поэтому день может измениться.
visas-promise-passed = Этот день прошел: согласующие органы еще не ответили. От Вас ничего не требуется, мы напишем Вам.
visas-promise-late = Если согласующие органы задержатся, виза будет готова через 1 рабочий день после их согласия.

## Step 3 and the e-visa
visas-granted-title = Ваша виза готова
visas-granted-text = Сбор оплачен, виза выдана. Мы также отправляем ее по электронной почте.
visas-what-now = Что делать дальше
visas-compare = Сверьте визу с паспортом: имя, номер, дата рождения, гражданство.
visas-review-text = Сейчас делать ничего не нужно. Мы напишем, как только будет решение.
visas-wait-text = Если деньги уже списаны, не платите повторно: нажмите «Обновить статус», и мы спросим банк.
visas-wait-back = Перейти к оплате
visas-to-application = Перейти к заявке
visas-paper-lead = Лучше печатать и хранить визу в PDF: это одна страница, одинаковая на любом принтере.
visas-paper-how = Эта страница тоже печатается на одном листе: нажмите «Печать» здесь или в меню браузера. Чтобы сохранить файл, выберите «Сохранить как PDF».

## The inbox of a demonstration
inbox-title = Письма демонстрации
inbox-lead = В демонстрации письма никуда не уходят. Здесь все, что отправил бы портал, с рабочими ссылками.
inbox-letters = Письма, сначала новые
inbox-subject = Тема
inbox-to = Кому
inbox-at = Отправлено
inbox-empty-title = Писем пока нет
inbox-empty-text = Зарегистрируйтесь или отправьте заявку: письма появятся здесь через мгновение.
inbox-attachments = Вложенные файлы
