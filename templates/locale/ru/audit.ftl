# Журнал действий.

office-audit = Журнал действий
office-audit-text = Кто, что, с какой записью, когда и откуда сделал. Имён заявителей здесь нет.
audit-find = Найти
audit-record = Запись
audit-actor = Кто
audit-act = Действие
audit-number = №
audit-at = Когда
audit-place = Сеть
audit-note = Примечание
audit-table = Строки журнала, сначала новые
audit-none = Подходящих строк нет.
audit-older = Более старые строки
audit-newest = Самые новые строки
audit-take = Выгрузить файл
audit-take-text = Строки этого поиска, не более 50 000. Выгрузка записывается в журнал.
audit-take-csv = В формате CSV
audit-take-jsonl = Строками JSON
