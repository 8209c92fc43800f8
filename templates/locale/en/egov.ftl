# Log in through eGov or another OpenID provider. Equal keys in all four languages.

egov-title = eGov
egov-lead = Log in with your eGov account. You are led to eGov and come back here.
egov-first = The first time, register here and connect eGov under “My details”. If you have logged in here with your digital signature before, eGov works at once.
egov-go = Continue to eGov
egov-failed = You are not logged in through eGov
egov-again = Try again
egov-down = eGov does not answer at the moment. Try again in a few minutes, or log in another way.
egov-refused = You or eGov broke it off. Nothing was changed.
egov-invalid = eGov’s answer could not be confirmed, so it was not accepted. Try again; if it happens again, log in another way and tell us.
egov-state = This answer belongs to another browser, was used already, or took longer than { $minutes } minutes. Begin again here.
egov-stranger = No account here is connected to your eGov account. Log in another way, or register, and connect eGov under “My details”.
egov-staff = Staff log in with their password and second factor.
egov-of-another = This eGov account opens another account here. Log in through eGov to see which; disconnect it there first.
egov-connected = eGov is connected: from now on you can log in through it.
egov-mine-link = eGov and this account
egov-add-text = Connect your eGov account: then you can log in through eGov, too.
egov-add-do = Connect eGov
egov-since = eGov is connected since { $at }.
egov-remove = Disconnect eGov
egov-removed = eGov is disconnected.
