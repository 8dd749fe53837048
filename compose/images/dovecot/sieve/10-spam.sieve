require "fileinto";
# What the relay takes for spam.
if header :contains "X-Spam-Flag" "YES" {
    fileinto "Junk";
    stop;
}
