# Words of dates and devices, in English. A catalogue in i18n/ that has a key of the same name replaces it.

time-today = today, { $clock } UTC
time-yesterday = yesterday, { $clock } UTC
time-date = { $day } { $month } { $year }, { $clock } UTC
time-month-1 = January
time-month-2 = February
time-month-3 = March
time-month-4 = April
time-month-5 = May
time-month-6 = June
time-month-7 = July
time-month-8 = August
time-month-9 = September
time-month-10 = October
time-month-11 = November
time-month-12 = December

device-both = { $browser } on { $system }
device-unknown = A device we do not know
