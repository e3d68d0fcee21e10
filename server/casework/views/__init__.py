"""What people see (画面と照会の中身): frozen values for pages and API, each within the scope of its caller."""
