# The audit log.

office-audit = Audit log
office-audit-text = Who did what to which record, when and from where. Names of applicants do not stand here.
audit-find = Search
audit-record = Record
audit-actor = Who
audit-act = Act
audit-number = No.
audit-at = When
audit-place = Network
audit-note = Note
audit-table = Lines of the audit log, newest first
audit-none = No line fits.
audit-older = Older lines
audit-newest = Newest lines
audit-take = Take away as a file
audit-take-text = The lines of this search, 50,000 at most. That you took them is written into the log.
audit-take-csv = As CSV
audit-take-jsonl = As lines of JSON
