// The script of a webhook media type of Zabbix (5.4 and later). Its parameters are listed in docs/mappings.md.
var given = JSON.parse(value)
if (!given.url) throw 'the parameter url is missing'

var message = {}
for (var name in given) {
  // A macro that Zabbix could not fill in says nothing.
  var text = String(given[name])
  if (name !== 'url' && name !== 'token' && text !== '' && !/^\{[A-Z.]+\}$/.test(text) && text !== '*UNKNOWN*') {
    message[name === 'trigger_url' ? 'url' : name] = text
  }
}

var request = new HttpRequest()
request.addHeader('Content-Type: application/json')
if (given.token) request.addHeader('Authorization: Bearer ' + given.token)
var answer = request.post(given.url, JSON.stringify(message))
if (request.getStatus() !== 200) throw 'Watchfloor answered ' + request.getStatus() + ': ' + answer
return answer
