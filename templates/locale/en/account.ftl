# Accounts: log in, register, confirm, forgotten password, my details, password and sessions.

## Fields
account-email = E-mail
account-password = Password
account-password-new = New password
account-password-old = Present password
account-password-hint = At least { $min } characters. A few words that do not belong together are easy to remember and hard to guess.
account-password-show = Show the password
account-password-hide = Hide the password
account-surname = Surname
account-given = Given names
account-patronymic = Patronymic
account-name-hint = As in the passport
account-name-wrong = Enter the name in letters, as in the passport
account-lang = Language of our letters
account-consent = I agree that the portal keeps these details and uses them to deal with my visa applications
account-consent-privacy = What is kept, why and for how long
account-email-letters = These characters do not belong in an e-mail address: { $letters }. Some only look like Latin letters: type the address again in Latin letters

## Log in
account-login-ways = Ways to log in
account-register-do = Register
account-way-off = This way to log in is not available here
account-way-instead = Log in with e-mail and password
account-eds-off = This portal is not connected to a certification centre, so a digital signature cannot be checked. Log in with your e-mail address and password; if you have no account yet, register.
account-egov-off = This portal is not connected to eGov. Log in with your e-mail address and password; if you have no account yet, register.
sign-in-wrong = This e-mail address and this password do not belong together. Check both, or choose a new password: “Forgot your password?”
sign-in-unconfirmed = This address is not confirmed yet. We have just sent you a new link: open the letter, press the button on the page it leads to, then log in here

## Register
account-register-lead = With an account you apply, pay and download the visa. Registering costs nothing.
account-has-account = I have an account
account-email-taken = This address already has an account. Use another address.
account-sent-title = Look into your mailbox
account-sent-to = The letter goes to { $email }. If the address is wrong, register again.
account-sent-text = { $hours ->
    [one] We have sent you a letter. Follow its link within { $hours } hour and press the button there: then you can log in.
   *[other] We have sent you a letter. Follow its link within { $hours } hours and press the button there: then you can log in.
}
account-sent-missing = No letter after a few minutes? Look among the unwanted mail, then check the address and register again.
account-sent-again = Register again
account-confirm-title = Confirm your e-mail address
account-confirm-text = Press the button: then you can log in.
account-confirm-do = Confirm the address
account-confirmed-title = The address is confirmed
account-confirmed-text = Now you can log in with your e-mail address and your password.
account-link-dead-title = This link no longer works
account-link-dead = A link from a letter works once and only for a short time. This one was used, or its time is over, or it was copied only in part.
account-link-dead-confirm = Log in with your e-mail address and password. If the address is not confirmed yet, we send you a new link.
account-link-dead-reset = { $minutes ->
    [one] Ask for a new letter. Its link works for { $minutes } minute.
   *[other] Ask for a new letter. Its link works for { $minutes } minutes.
}

## Forgotten password
account-forgot-text = Enter the e-mail address you registered with. We send a letter with a link to choose a new password.
account-forgot-do = Send the letter
account-forgot-sent = { $minutes ->
    [one] Follow the link in the letter within { $minutes } minute and choose a new password.
   *[other] Follow the link in the letter within { $minutes } minutes and choose a new password.
}
account-forgot-missing = No letter after a few minutes? Look among the unwanted mail, and check whether you registered with this address.
account-forgot-again = Ask for a new letter
account-sent-to-if = If { $email } has an account, a letter is on its way there.
account-reset-title = Choose a new password
account-password-text = When the password is changed, you are logged out everywhere and log in with the new one.
account-password-save = Save the new password
account-password-set = The new password is saved and you were logged out everywhere. Log in with the new password.
account-password-change = Change the password
password-wrong = This is not your present password. Type it again. If you have forgotten it, log out and use “Forgot your password?”

## Personal account
account-email-change = Change the e-mail address
account-email-change-text = We send a letter to the new address. When you press the button on the page it leads to, you log in with the new address. Your old address is told, too.
account-email-new = New e-mail address
account-email-change-do = Send the letter
account-email-same = You log in with this address already. Enter another one
account-email-change-sent = A letter is on its way to the new address. Until you confirm it, you log in with the old one.
account-email-waiting = Not confirmed yet: { $email }. Open the letter we sent there, or ask for a new one.
account-email-confirm-title = Confirm the new e-mail address
account-email-confirm-text = Press the button: from then on you log in with the new address, and you are logged out everywhere.
account-email-confirmed = Done. Log in with the new address.
account-email-object-title = You did not change your address?
account-email-object-text = Press the button: your old address stays, or is put back. If it was changed already, everybody is logged out, and we send you a letter with a link to choose a new password.
account-email-object-do = Keep the old address
account-email-kept = The change is called off: your address stays as it was. Log in and change your password, since somebody knew it.
account-email-put-back = Your old address is back and everybody was logged out. Open our new letter and choose a new password within { $minutes } minutes; if you are late, ask for a new letter here.
account-session-device = Device
account-details-saved = Your details are saved.
account-sessions-title = Where you are logged in
account-sessions-text = If you do not recognise one of these, end it and change the password.
account-sessions-last = You are logged out after { $minutes } minutes without use, and after { $hours } hours in any case.
account-sessions-caption = Open sessions
account-session-began = Logged in
account-session-used = Last used
account-session-network = Network
account-session-state = End
account-session-this = This browser
account-session-end = End this session
account-sessions-end-others = End all others
account-sessions-ended = Done: whoever used it must log in again.

## Instructions "User authorization"
account-help-title = User authorization
account-help-first = Log in for the first time
account-help-register = Press “Register”, fill in your name, e-mail address and a password you use nowhere else.
account-help-letter = { $hours ->
    [one] Open our letter within { $hours } hour, follow its link and press “Confirm the address”.
   *[other] Open our letter within { $hours } hours, follow its link and press “Confirm the address”.
}
account-help-login = Log in with this e-mail address and password. The portal’s services open.
account-help-trouble = If it does not work
account-help-old = An account of the old portal is not valid here. Register again.
account-help-forgot = { $minutes ->
    [one] You have forgotten the password: press “Forgot your password?”. The link in our letter works for { $minutes } minute.
   *[other] You have forgotten the password: press “Forgot your password?”. The link in our letter works for { $minutes } minutes.
}
account-help-tries = After several wrong passwords you must wait a little. The page says how long.
account-help-safe = On a computer you share
account-help-leave = { $minutes ->
    [one] Press “Log out” when you have finished. After { $minutes } minute without use you are logged out anyway.
   *[other] Press “Log out” when you have finished. After { $minutes } minutes without use you are logged out anyway.
}
