# Әрекеттер журналы.

office-audit = Әрекеттер журналы
office-audit-text = Кім, қай жазбаға, не, қашан және қайдан жасады. Өтініш берушілердің аты мұнда жоқ.
audit-find = Іздеу
audit-record = Жазба
audit-actor = Кім
audit-act = Әрекет
audit-number = №
audit-at = Қашан
audit-place = Желі
audit-note = Ескертпе
audit-table = Журнал жолдары, алдымен жаңалары
audit-none = Сәйкес жол жоқ.
audit-older = Бұрынғы жолдар
audit-newest = Ең жаңа жолдар
audit-take = Файл ретінде алу
audit-take-text = Осы іздеудің жолдары, 50 000-нан аспайды. Алғаныңыз журналға жазылады.
audit-take-csv = CSV түрінде
audit-take-jsonl = JSON жолдары түрінде
