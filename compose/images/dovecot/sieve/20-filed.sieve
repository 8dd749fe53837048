require ["fileinto", "mailbox", "envelope"];
# A rule that the owner of one mailbox has made.
if allof (envelope :localpart "to" "filed", exists "X-Mailsonde-Token") {
    fileinto :create "Monitoring";
    stop;
}
