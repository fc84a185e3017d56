filedesc://x.arc 0.0.0.0 20080430204825 text/plain 68
1 0 Example
URL IP-address Archive-date Content-type Archive-length

http://a.example/a page 1.2.3.4 20080430204826 text/html 179
HTTP/1.1 200 OK
Content-Type: text/html

<!DOCTYPE html><html><head><meta charset="utf-8"><title>Pier opens</title></head><body><p>The pier opened in Karachi.</p></body></html>
dns:a.example 1.2.3.4 20080430204825 text/dns 3
abc
