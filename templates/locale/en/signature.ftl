# Logging in with a digital signature (figure 1), and everything that can be wrong with one.

## The page
signature-lead = Log in with your key of the National Certification Authority of Kazakhstan. The key stays with you: you sign a short text, and the portal checks the signature.
signature-key = Use the key for authentication (its file name begins with AUTH). RSA and ECDSA keys are accepted.
signature-layer-title = With NCALayer
signature-layer-text = NCALayer on this computer asks you for the key and its password.
signature-layer-do = Sign with NCALayer
signature-layer-waiting = Look at the window of NCALayer: choose the key and type its password.
signature-layer-cancelled = You closed the window of NCALayer. Nothing was signed; press the button to try again.
signature-layer-failed = NCALayer could not sign. Check that the key is for authentication and not expired, then try again.
signature-layer-off = NCALayer does not answer. Start it on this computer and press the button again, or sign in a program of your own below.
signature-layer-help = How to install and start NCALayer
signature-file-title = With a program of your own
signature-save-text = Save the text to sign. It names this portal and the time, and is good for { $minutes } minutes, once, in this browser.
signature-save-do = Save the text to sign
signature-sign-text = Sign the saved file as it is, without changing it. The result is a file that ends in .p7s, .cms, .sig or .pem.
signature-send-text = Choose that file here and log in.
signature-file = File with the signature
signature-file-hint = .p7s, .cms, .sig or .pem, no larger than 64 KB
signature-no-file = Choose the file with the signature
signature-login-do = Log in with the signature
signature-desk-text = This is a demonstration. Without a key of your own, let an invented person sign the text; the page opens beside this one and gives you a .p7s file.
signature-desk-do = Sign with a test key

## Register
signature-register-title = Register with your signature
signature-register-lead = Your signature is good, and no account belongs to your number (IIN) yet. Give the e-mail address for our letters: after you have confirmed it, the signature opens your account. No password is needed.
signature-register-known = If you have an account already, log in with its password and add the signature in “My details”.
signature-pending-over = This registration is over or was used already. Log in with the signature again.

## My details
signature-mine-title = Digital signature
signature-mine-some = A signature opens this account.
signature-mine-link = Add or remove a signature
signature-mine-iin = IIN
signature-mine-bin = You may act for the organization (BIN)
signature-mine-until = The certificate is good until
signature-mine-used = Last used
signature-remove-do = Remove the signature
signature-removed = The signature no longer opens your account.
signature-add-do = Add the signature
signature-add-text = Sign a text with your key once; from then on you can also log in with it.
signature-added = The signature is added. From now on it opens your account.
signature-of-another = Another account was opened with this number (IIN). Log in there with the signature and remove it first.

## What is wrong with a signature
signature-challenge-over = The text to sign is over: it is good for five minutes. If that was quick, check the clock of this computer. Below is a fresh one: save, sign and send it.
signature-foreign-challenge = The text to sign was not made for this portal and this browser. Below is a fresh one: save, sign and send it.
signature-replayed = This signature was used already, and each is good once. Below is a fresh text: save, sign and send it.
signature-too-large = The file is too large for a signature. Choose the file that your signing program made, not the document or an archive.
signature-not-cms = This file is no signature in the CMS form (DER), or it is damaged. Sign the text again and choose the new file.
signature-trailing = Something stands behind the signature in this file. Sign the text again and send the file as the program made it.
signature-not-signed = This file holds no signature over the text. In your program choose “sign”, not “encrypt” or “time stamp”.
signature-signers = The file has { $signers } signatures, and exactly one is needed. Sign the saved text yourself, alone.
signature-no-certificate = The signature comes without the certificate. In your program choose “include the certificate” and sign again.
signature-certificate = The certificate in the signature breaks the rules for certificates. Ask the certification centre for a new one.
signature-no-attributes = The signature lacks its signed attributes (time and digest), so it could be misused. In your program choose CMS or CAdES with attributes and sign again.
signature-attributes = The signature contradicts itself: it was altered or badly made. Sign the text again.
signature-digest = Another text was signed than the one on this page, or it was changed. Save the text again, sign it without changing it, and send the new file.
signature-wrong-challenge = An older text was signed, or one of another portal. Save the text on this page, sign it and send the new file.
signature-does-not-fit = The signature does not fit the certificate: it was altered or damaged. Sign the text again.
signature-algorithm = The signature uses a method that is no longer safe or not known here. RSA or ECDSA with SHA-256 is accepted: choose it in your program and sign again.
signature-gost = This is a GOST key, and this portal cannot check GOST signatures yet. Sign with an RSA key of the certification centre, or log in with e-mail and password.
signature-weak-key = The key is too short to be safe: RSA needs 2048 bits. Ask the certification centre for a new key.
signature-expired = The certificate of this key expired on { $day }. Renew the key at the certification centre, or log in with e-mail and password.
signature-not-yet-valid = The certificate of this key is good only from { $day }. Choose another key, or come back then.
signature-purpose = This key is not for logging in. Choose the key for authentication (its file name begins with AUTH) and sign again.
signature-critical = The certificate has a condition that this portal does not know, so it cannot be accepted. Choose another key.
signature-untrusted = The certificate was not issued by a certification centre that this portal trusts. Use a key of the National Certification Authority of Kazakhstan.
signature-revoked = The certificate of this key was revoked. Ask the certification centre for a new key, or log in with e-mail and password.
signature-revocation-unknown = Just now nobody can tell whether this certificate was revoked. Try again later, or log in with e-mail and password; we have noted it.
signature-no-iin = The certificate names no person (IIN), so it opens no account. Use your personal key, or your key as a member of an organization.
signature-iin = The IIN in the certificate cannot exist. Ask the certification centre for a right certificate.
signature-bin = The BIN in the certificate cannot exist, or there are two. Ask the certification centre for a right certificate.

## The operator
trust-list-unknown = The list of revoked certificates of { $name } is signed by no authority that is trusted here: import the certificate of the authority first, or in the same command.
trust-list-old = A newer list of revoked certificates of { $name } is here already: an older one could hide a revocation.
trust-not-one = The beginning of a fingerprint must name exactly one thing: see “evisa trust list”.
