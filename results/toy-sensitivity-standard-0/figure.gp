# toy-sensitivity: Toy model: do the claims depend on the network?
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1300,900 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
# One row a setting; green holds, red does not hold, grey undecided; the dashed line is the claim's boundary.
set datafile missing NaN
place(name) = name eq "default" ? 13 : name eq "activation relu" ? 12 : name eq "activation tanh" ? 11 : name eq "width 32" ? 10 : name eq "2 hidden layers" ? 9 : name eq "8 hidden layers" ? 8 : name eq "learning rate 0.001" ? 7 : name eq "learning rate 0.01" ? 6 : name eq "1000 steps" ? 5 : name eq "8000 steps" ? 4 : name eq "normalized" ? 3 : name eq "loss weighting" ? 2 : name eq "no noise" ? 1 : name eq "noise on both" ? 0 : NaN
set yrange [-0.7:14.0 - 0.3]
set grid ytics linecolor "#eeeeee"
set xtics font ",10"
set multiplot layout 2,3 margins 0.14,0.98,0.05,0.95 spacing 0.04,0.1
set title "M1: claimed > 0.25"
set xrange [*:*]
$boundary << EOD
0.25,-0.7
0.25,13.7
EOD
set ytics ("default" 13, "activation relu" 12, "activation tanh" 11, "width 32" 10, "2 hidden layers" 9, "8 hidden layers" 8, "learning rate 0.001" 7, "learning rate 0.01" 6, "1000 steps" 5, "8000 steps" 4, "normalized" 3, "loss weighting" 2, "no noise" 1, "noise on both" 0)
plot \
  $boundary using 1:2 with lines dashtype 2 linecolor "black" notitle, \
  "figure.csv" using (strcol(2) eq "M1" && strcol(7) eq "holds" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#27ae60" notitle, \
  "figure.csv" using (strcol(2) eq "M1" && strcol(7) eq "does not hold" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#c0392b" notitle, \
  "figure.csv" using (strcol(2) eq "M1" && strcol(7) eq "undecided" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#7f8c8d" notitle
set title "M2: claimed < 0"
set xrange [*:*]
$boundary << EOD
0,-0.7
0,13.7
EOD
set ytics ("" 0, "" 1, "" 2, "" 3, "" 4, "" 5, "" 6, "" 7, "" 8, "" 9, "" 10, "" 11, "" 12, "" 13)
plot \
  $boundary using 1:2 with lines dashtype 2 linecolor "black" notitle, \
  "figure.csv" using (strcol(2) eq "M2" && strcol(7) eq "holds" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#27ae60" notitle, \
  "figure.csv" using (strcol(2) eq "M2" && strcol(7) eq "does not hold" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#c0392b" notitle, \
  "figure.csv" using (strcol(2) eq "M2" && strcol(7) eq "undecided" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#7f8c8d" notitle
set title "M3: claimed not < 0 (δ = 0.1)"
set xrange [*:*]
$boundary << EOD
-0.1,-0.7
-0.1,13.7
EOD
set ytics ("" 0, "" 1, "" 2, "" 3, "" 4, "" 5, "" 6, "" 7, "" 8, "" 9, "" 10, "" 11, "" 12, "" 13)
plot \
  $boundary using 1:2 with lines dashtype 2 linecolor "black" notitle, \
  "figure.csv" using (strcol(2) eq "M3" && strcol(7) eq "holds" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#27ae60" notitle, \
  "figure.csv" using (strcol(2) eq "M3" && strcol(7) eq "does not hold" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#c0392b" notitle, \
  "figure.csv" using (strcol(2) eq "M3" && strcol(7) eq "undecided" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#7f8c8d" notitle
set title "M4: claimed < 0"
set xrange [*:*]
$boundary << EOD
0,-0.7
0,13.7
EOD
set ytics ("default" 13, "activation relu" 12, "activation tanh" 11, "width 32" 10, "2 hidden layers" 9, "8 hidden layers" 8, "learning rate 0.001" 7, "learning rate 0.01" 6, "1000 steps" 5, "8000 steps" 4, "normalized" 3, "loss weighting" 2, "no noise" 1, "noise on both" 0)
plot \
  $boundary using 1:2 with lines dashtype 2 linecolor "black" notitle, \
  "figure.csv" using (strcol(2) eq "M4" && strcol(7) eq "holds" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#27ae60" notitle, \
  "figure.csv" using (strcol(2) eq "M4" && strcol(7) eq "does not hold" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#c0392b" notitle, \
  "figure.csv" using (strcol(2) eq "M4" && strcol(7) eq "undecided" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#7f8c8d" notitle
set title "M5: claimed > 0"
set xrange [*:*]
$boundary << EOD
0,-0.7
0,13.7
EOD
set ytics ("" 0, "" 1, "" 2, "" 3, "" 4, "" 5, "" 6, "" 7, "" 8, "" 9, "" 10, "" 11, "" 12, "" 13)
plot \
  $boundary using 1:2 with lines dashtype 2 linecolor "black" notitle, \
  "figure.csv" using (strcol(2) eq "M5" && strcol(7) eq "holds" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#27ae60" notitle, \
  "figure.csv" using (strcol(2) eq "M5" && strcol(7) eq "does not hold" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#c0392b" notitle, \
  "figure.csv" using (strcol(2) eq "M5" && strcol(7) eq "undecided" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#7f8c8d" notitle
set title "M6: claimed < 0"
set xrange [*:*]
$boundary << EOD
0,-0.7
0,13.7
EOD
set ytics ("" 0, "" 1, "" 2, "" 3, "" 4, "" 5, "" 6, "" 7, "" 8, "" 9, "" 10, "" 11, "" 12, "" 13)
plot \
  $boundary using 1:2 with lines dashtype 2 linecolor "black" notitle, \
  "figure.csv" using (strcol(2) eq "M6" && strcol(7) eq "holds" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#27ae60" notitle, \
  "figure.csv" using (strcol(2) eq "M6" && strcol(7) eq "does not hold" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#c0392b" notitle, \
  "figure.csv" using (strcol(2) eq "M6" && strcol(7) eq "undecided" ? $4 : NaN):(place(strcol(1))):5:6 skip 1 with xerrorbars pointtype 7 pointsize 0.5 linecolor "#7f8c8d" notitle
unset multiplot
